using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary><c>torch.autograd.gradcheck</c> and <c>gradgradcheck</c>: backward passes against central differences, element by element.</summary>
public static class GradientCheck
{
    /// <summary>Compares the derivatives of a function at a point.</summary>
    /// <param name="function">The function; it must give the same for the same inputs.</param>
    /// <param name="inputs">The point. Those that require grad are checked, in float64; the others are passed on.</param>
    /// <param name="options">Tolerances and order.</param>
    /// <exception cref="AutogradPSException">RequiresGradMissing, ComplexNotSupported, FunctionOutput, TensorMissing, TensorDisposed.</exception>
    public static GradientReport Run(TensorFunction function, IReadOnlyList<Tensor> inputs, GradientCheckOptions? options = null)
    {
        TorchRuntime.EnsureLoaded();
        options ??= new GradientCheckOptions();
        TensorCheck.NotEmpty(inputs, "Inputs");
        if (!inputs.Any(i => i.requires_grad))
            throw new AutogradPSException("RequiresGradMissing", ErrorKind.InvalidArgument,
                "gradcheck expects at least one input tensor to require gradient, but none of -Inputs does. Create one with -RequiresGrad.", inputs[0]);
        if (inputs.Any(i => i.is_complex()))
            throw new AutogradPSException("ComplexNotSupported", ErrorKind.NotSupported, "Complex inputs cannot be checked. Pass real and imaginary parts as two inputs.", inputs.First(i => i.is_complex()));

        using var mode = enable_grad();
        return options.Second
            ? new Comparison(GradientOf(function, inputs, options), WithVectors(function, inputs, options), options).Report(Warnings(inputs))
            : new Comparison(function, inputs, options).Report(Warnings(inputs));
    }

    private static List<string> Warnings(IReadOnlyList<Tensor> inputs)
    {
        var warnings = new List<string>();
        for (int i = 0; i < inputs.Count; i++)
            if (inputs[i].requires_grad && inputs[i].dtype != ScalarType.Float64)
                warnings.Add($"Input {i} requires gradient and is {DTypes.Name(inputs[i].dtype)}, not float64. The check will likely fail: create it with -DType float64.");
        return warnings;
    }

    // (inputs, vectors) -> the gradient of sum(vectors * outputs), differentiable in both.
    private static TensorFunction GradientOf(TensorFunction function, IReadOnlyList<Tensor> inputs, GradientCheckOptions options) => all =>
    {
        Tensor[] own = [.. all.Take(inputs.Count)];
        Tensor[] outputs = Differentiable(Evaluation.Run(function, own));
        return Gradient.Compute(outputs, [.. own.Where(i => i.requires_grad)], new GradOptions
        {
            GradOutputs = [.. all.Skip(inputs.Count)], CreateGraph = true, MaterializeGrads = true,
        })!;
    };

    private static Tensor[] WithVectors(TensorFunction function, IReadOnlyList<Tensor> inputs, GradientCheckOptions options)
    {
        using var generator = new Generator((ulong)options.Seed);
        Tensor[] outputs = Differentiable(Evaluation.Run(function, inputs));
        if (outputs.Length == 0)
            throw new AutogradPSException("RequiresGradMissing", ErrorKind.InvalidOperation, "No output requires grad, so there is no gradient to differentiate again. Compute it from the inputs.");
        // As PyTorch's: away from zero, so that no part of the gradient hides.
        return [.. inputs, .. outputs.Select(o => rand(o.shape, o.dtype, generator: generator).Plus(0.5).to(o.device).detach().requires_grad_(true))];
    }

    private static Tensor[] Differentiable(Tensor[] outputs) => [.. outputs.Where(o => o.requires_grad)];
}
