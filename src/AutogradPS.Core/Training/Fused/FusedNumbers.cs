using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>Numbers of a step as tensors, which those of the next step are written into: to make tensors anew costs more than the numbers.</summary>
internal sealed class FusedNumbers : IDisposable
{
    private Tensor? all;
    private Tensor[]? each;

    /// <summary>[n].</summary>
    public Tensor Of(ReadOnlySpan<float> values)
    {
        if (all is null || all.NumberOfElements != values.Length)
        {
            Dispose();
            all = empty(values.Length).DetachFromDisposeScope();
        }
        values.CopyTo(TensorMemory.Floats(all));
        return all;
    }

    /// <summary>n scalars.</summary>
    public Tensor[] Scalars(params ReadOnlySpan<float> values)
    {
        Tensor whole = Of(values);
        return each ??= Array.ConvertAll(whole.unbind(), scalar => scalar.DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        all?.Dispose();
        foreach (Tensor scalar in each ?? []) scalar.Dispose();
        (all, each) = (null, null);
    }
}
