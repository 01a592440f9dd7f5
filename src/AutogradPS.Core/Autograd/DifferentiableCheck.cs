using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>Refuses, before libtorch is asked, tensors that nothing can be differentiated from or with respect to.</summary>
internal static class DifferentiableCheck
{
    /// <summary>Every output is usable and has a graph behind it.</summary>
    /// <exception cref="AutogradPSException">TensorMissing, TensorDisposed, RequiresGradMissing.</exception>
    public static void Outputs(IReadOnlyList<Tensor> outputs, string parameter)
    {
        TensorCheck.NotEmpty(outputs, parameter);
        for (int i = 0; i < outputs.Count; i++)
            if (!outputs[i].requires_grad)
                throw new AutogradPSException("RequiresGradMissing", ErrorKind.InvalidOperation,
                    $"element {i} of tensors (-{parameter}) does not require grad and does not have a grad_fn, so there is nothing to differentiate. Create the inputs "
                    + "with -RequiresGrad (or call .requires_grad_()) before computing from them, and compute outside of Invoke-NoGrad.", outputs[i]);
    }

    /// <summary>Every input is usable and requires grad; whether the outputs depend on it, libtorch finds out.</summary>
    /// <exception cref="AutogradPSException">TensorMissing, TensorDisposed, RequiresGradMissing, RequiresGradDType.</exception>
    public static void Inputs(IReadOnlyList<Tensor> inputs, string parameter)
    {
        TensorCheck.NotEmpty(inputs, parameter);
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].requires_grad) continue;
            string which = $"One of the differentiated Tensors does not require grad: element {i} of -{parameter}, {DTypes.Name(inputs[i].dtype)} of shape {TensorText.Shape(inputs[i])}.";
            throw inputs[i].is_floating_point() || inputs[i].is_complex()
                ? new AutogradPSException("RequiresGradMissing", ErrorKind.InvalidOperation,
                    $"{which} Create it with -RequiresGrad (or call .requires_grad_()) before computing the outputs from it.", inputs[i])
                : new AutogradPSException("RequiresGradDType", ErrorKind.InvalidArgument,
                    $"{which} Only floating point and complex tensors have gradients: create it with -DType float32 -RequiresGrad.", inputs[i]);
        }
    }
}
