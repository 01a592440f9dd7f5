namespace AutogradPS.Autograd.HigherOrder;

/// <summary>One element of a Jacobian, by backward pass and by central difference.</summary>
/// <param name="Input">Which input, from 0.</param>
/// <param name="InputIndex">The element in it.</param>
/// <param name="Output">Which output, from 0; of the second check, which gradient.</param>
/// <param name="OutputIndex">The element in it.</param>
/// <param name="Analytic">By the backward pass.</param>
/// <param name="Numeric">By (f(x + h) - f(x - h)) / 2h.</param>
/// <param name="Error">Their distance.</param>
/// <param name="Tolerance">What the distance may be.</param>
public sealed record GradientMismatch(int Input, long[] InputIndex, int Output, long[] OutputIndex, double Analytic, double Numeric, double Error, double Tolerance)
{
    /// <summary>In words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"d output {Output}[{string.Join(", ", OutputIndex)}] / d input {Input}[{string.Join(", ", InputIndex)}]: analytic {Analytic:G9}, numeric {Numeric:G9}, error {Error:G3} (tolerance {Tolerance:G3})");
}
