using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary><c>torch.autograd.backward</c> with checks before libtorch, and PyTorch's default of retain_graph = create_graph.</summary>
public static class Backward
{
    /// <summary>Accumulates the gradients of the tensors into the <c>.grad</c> of the graph's leaves, or of the given inputs only.</summary>
    /// <param name="tensors">What is differentiated; scalars need no gradient.</param>
    /// <param name="gradients">One a tensor, of its shape; null entries for scalars.</param>
    /// <param name="retainGraph">Keep the graph for another pass; null means the value of <paramref name="createGraph"/>.</param>
    /// <param name="createGraph">Build a graph of the gradients.</param>
    /// <param name="inputs">The only tensors that receive gradients, leaves or not; null for all leaves.</param>
    /// <exception cref="AutogradPSException">RequiresGradMissing, GraphFreed, GradOutputsRequired, GradOutputsShapeMismatch, ...</exception>
    public static void Run(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor?>? gradients = null, bool? retainGraph = null,
        bool createGraph = false, IReadOnlyList<Tensor>? inputs = null)
    {
        TorchRuntime.EnsureLoaded();
        DifferentiableCheck.Outputs(tensors, "Tensor");
        if (inputs is not null) DifferentiableCheck.Inputs(inputs, "Inputs");
        using var scope = NewDisposeScope();
        Tensor[] vectors = GradOutputs.For(tensors, gradients, "Gradient");
        try
        {
            autograd.backward(tensors.ToArray(), vectors, retainGraph ?? createGraph, createGraph, inputs?.ToArray());
        }
        catch (Exception e) when (TorchError.IsTorch(e))
        {
            throw TorchError.From(e, tensors[0]);
        }
    }
}
