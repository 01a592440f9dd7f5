using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary>
/// Outputs and the inputs that they were computed from. Of existing tensors it is a view of the caller's; of a function it is one run
/// on inputs of its own, as in <c>torch.autograd.functional</c>.
/// </summary>
internal sealed class Evaluation : IDisposable
{
    private readonly bool _ownsInputs;

    private Evaluation(Tensor[] inputs, Tensor[] outputs, bool ownsInputs) => (Inputs, Outputs, _ownsInputs) = (inputs, outputs, ownsInputs);

    public Tensor[] Inputs { get; }

    public Tensor[] Outputs { get; }

    /// <summary>What has been computed already.</summary>
    /// <exception cref="AutogradPSException">RequiresGradMissing, RequiresGradDType, TensorMissing, TensorDisposed.</exception>
    public static Evaluation Of(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs)
    {
        TorchRuntime.EnsureLoaded();
        DifferentiableCheck.Outputs(outputs, "Outputs");
        DifferentiableCheck.Inputs(inputs, "Inputs");
        return new Evaluation([.. inputs], [.. outputs], ownsInputs: false);
    }

    /// <summary>What has been computed already, where an output may as well be a constant.</summary>
    public static Evaluation Existing(Tensor[] inputs, Tensor[] outputs) => new(inputs, outputs, ownsInputs: false);

    /// <summary>Runs the function, with gradients on. Its inputs are copies without a past, or the inputs themselves where the result is to be differentiated further.</summary>
    /// <exception cref="AutogradPSException">RequiresGradDType, FunctionOutput, TensorMissing, TensorDisposed.</exception>
    public static Evaluation Of(TensorFunction function, IReadOnlyList<Tensor> inputs, bool createGraph)
    {
        TorchRuntime.EnsureLoaded();
        TensorCheck.NotEmpty(inputs, "Inputs");
        foreach (Tensor input in inputs)
            if (!input.is_floating_point() && !input.is_complex())
                throw new AutogradPSException("RequiresGradDType", ErrorKind.InvalidArgument,
                    $"An input is {DTypes.Name(input.dtype)}; only floating point and complex tensors have gradients. Create it with -DType float32 or float64.", input);
        using var mode = enable_grad();
        Tensor[] own = [.. inputs.Select(x => createGraph && x.requires_grad ? x.view_as(x) : x.detach().requires_grad_(true))];
        return new Evaluation(own, Run(function, own), ownsInputs: true);
    }

    /// <summary>The outputs of a function, checked to be tensors that can be used.</summary>
    public static Tensor[] Run(TensorFunction function, IReadOnlyList<Tensor> inputs)
    {
        Tensor[] outputs = [.. function(inputs)];
        if (outputs.Length == 0 || outputs.Any(o => o is null || o.IsInvalid))
            throw new AutogradPSException("FunctionOutput", ErrorKind.InvalidResult,
                "The script block must write one tensor or several, all of them usable. Its last line is usually the tensor to differentiate.");
        return outputs;
    }

    /// <summary>The only output, a real number in a tensor.</summary>
    /// <exception cref="AutogradPSException">OutputNotScalar.</exception>
    public Tensor ScalarOutput() => Outputs is [var output] && output.numel() == 1 && !output.is_complex() ? output
        : throw new AutogradPSException("OutputNotScalar", ErrorKind.InvalidArgument,
            $"A Hessian is of one real scalar, but there {(Outputs.Length > 1 ? $"are {Outputs.Length} outputs" : $"is an output of shape {TensorText.Shape(Outputs[0])}")}. "
            + "Reduce to one with .sum() or .mean().", Outputs[0]);

    public void Dispose()
    {
        if (!_ownsInputs) return;
        foreach (Tensor input in Inputs) input.Dispose();
    }
}
