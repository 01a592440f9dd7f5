using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary><c>zero_grad</c>: forgets gradients, or zeroes them in place.</summary>
public static class GradientReset
{
    /// <summary>Clears the <c>.grad</c> of a tensor, of a module's parameters or of an optimizer's parameters.</summary>
    /// <param name="target">A tensor, a network (any TorchSharp module) or an optimizer, ours or TorchSharp's.</param>
    /// <param name="zero">True fills the gradients with zeros; false sets them to null, as PyTorch does since 2.0.</param>
    /// <exception cref="AutogradPSException">NoGradient for anything else, TensorDisposed.</exception>
    public static void Clear(object? target, bool zero)
    {
        foreach (Tensor tensor in TensorsOf(target))
        {
            TensorCheck.Usable(tensor, "InputObject");
            if (!zero)
            {
                if (tensor.is_leaf) tensor.grad = null;
                continue;
            }
            using Tensor? grad = tensor.is_leaf ? tensor.grad : null;
            if (grad is null) continue;
            using (no_grad())
            {
                if (grad.requires_grad) grad.detach_();
                grad.zero_();
            }
        }
    }

    private static IEnumerable<Tensor> TensorsOf(object? target) => target switch
    {
        Tensor tensor => [tensor],
        nn.Module module => module.parameters(),
        Networks.Optimizers.IOptimizer optimizer => optimizer.Parameters,
        optim.Optimizer optimizer => optimizer.parameters(),
        _ => throw new AutogradPSException("NoGradient", ErrorKind.InvalidArgument,
            $"A {target?.GetType().Name ?? "$null"} has no gradients. Give tensors, networks or optimizers.", target),
    };
}
