using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>What <c>only_inputs=False</c> once meant: the gradients of all other leaves accumulate into their <c>.grad</c>.</summary>
internal static class OtherLeaves
{
    /// <summary>A backward pass that leaves the <c>.grad</c> of the inputs as it was.</summary>
    public static void Accumulate(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? gradOutputs, bool retainGraph)
    {
        Tensor[] vectors = GradOutputs.For(outputs, gradOutputs);
        Tensor[] own = [.. inputs.Where(i => i.is_leaf)];
        Tensor?[] before = Array.ConvertAll(own, i => i.grad);
        try
        {
            // Detached first, so that the pass does not add into the tensors that the inputs' .grad names.
            foreach (Tensor input in own) input.grad = null;
            autograd.backward(outputs.ToArray(), vectors, retain_graph: retainGraph);
        }
        catch (Exception e) when (TorchError.IsTorch(e))
        {
            throw TorchError.From(e, outputs[0]);
        }
        finally
        {
            for (int i = 0; i < own.Length; i++) own[i].grad = before[i];
        }
    }
}
