using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Lets NVIDIA GPUs multiply in TF32 where a training asks for it, for the whole process, and puts it back.</summary>
internal sealed class PrecisionScope : IDisposable
{
    private readonly bool products = backends.cuda.matmul.allow_tf32, convolutions = backends.cudnn.allow_tf32;

    // In float32 it stays as PyTorch has it: off for products, on for convolutions.
    public PrecisionScope(string precision)
    {
        if (precision == Precision.Tf32) Allow(true, true);
    }

    public void Dispose() => Allow(products, convolutions);

    // Set where it changes alone: without a GPU there is nothing to tell.
    private static void Allow(bool products, bool convolutions)
    {
        if (backends.cuda.matmul.allow_tf32 != products) backends.cuda.matmul.allow_tf32 = products;
        if (backends.cudnn.allow_tf32 != convolutions) backends.cudnn.allow_tf32 = convolutions;
    }
}
