using AutogradPS.Errors;

namespace AutogradPS.Networks.Optimizers;

/// <summary>Checks the numbers of optimizers, with the ranges that PyTorch allows.</summary>
internal static class OptimizerNumber
{
    /// <summary>Finite and 0 or more.</summary>
    public static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0 ? value : throw Error(value, name, "0 or more");

    /// <summary>From 0 to just below 1.</summary>
    public static double Decay(double value, string name) => value >= 0 && value < 1 ? value : throw Error(value, name, "0 or more and below 1");

    private static AutogradPSException Error(double value, string name, string range) => new("InvalidOptimizer", ErrorKind.InvalidArgument,
        FormattableString.Invariant($"-{name} must be {range}, not {value}."), value);
}
