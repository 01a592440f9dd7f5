using AutogradPS.Errors;
using AutogradPS.Networks.Layers;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>Makes optimizers by name.</summary>
public static class OptimizerFactory
{
    /// <summary>The names: sgd, adam, adamw, rmsprop.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "adam", "adamw", "rmsprop"];

    /// <summary>An optimizer for the parameters of a network.</summary>
    /// <exception cref="AutogradPSException">UnknownOptimizer, InvalidOptimizer, MixedParameters, NotAParameter, TensorMissing.</exception>
    public static IOptimizer Create(string name, nn.Module network, OptimizerSettings? settings = null) =>
        Create(name, [.. network.parameters().Where(p => p.requires_grad)], settings);

    /// <summary>An optimizer for parameters: leaves that require grad.</summary>
    /// <exception cref="AutogradPSException">UnknownOptimizer, InvalidOptimizer, MixedParameters, NotAParameter, TensorMissing.</exception>
    public static IOptimizer Create(string name, IReadOnlyList<Tensor> parameters, OptimizerSettings? settings = null)
    {
        settings ??= new OptimizerSettings();
        return name.ToLowerInvariant() switch
        {
            "sgd" => new Sgd(parameters, settings),
            "adam" => new Adam("adam", parameters, settings),
            "adamw" => new Adam("adamw", parameters, settings),
            "rmsprop" => new RmsProp(parameters, settings),
            _ => throw new AutogradPSException("UnknownOptimizer", ErrorKind.InvalidArgument,
                $"There is no optimizer '{name}'{(ClosestName.Of(name, Names) is { } near ? $" (did you mean '{near}'?)" : "")}. Use one of {string.Join(", ", Names)}.", name),
        };
    }
}
