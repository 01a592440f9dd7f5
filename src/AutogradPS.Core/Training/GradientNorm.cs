using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The Euclidean norm of all gradients of a step together.</summary>
internal static class GradientNorm
{
    // Below this many values, waking a second thread costs more than it does.
    private const long Many = 1_000_000;

    /// <summary>A scalar, on the gradients' device.</summary>
    /// <remarks>In the CPU's memory without libtorch, whose threads would have to share the processor with ours.</remarks>
    public static Tensor Of(Tensor[] gradients)
    {
        if (!Array.TrueForAll(gradients, TensorMemory.HasFloats)) return stack(Array.ConvertAll(gradients, g => g.norm())).norm();
        SquareSums[] sums = Array.ConvertAll(gradients, g => new SquareSums((int)g.NumberOfElements));
        WorkerTeam.OfSize(gradients.Sum(g => g.NumberOfElements) < Many ? 1 : get_num_threads()).Run((part, parts) =>
        {
            for (int i = 0; i < gradients.Length; i++) sums[i].Add(TensorMemory.Floats(gradients[i]), part, parts);
        });
        return tensor((float)Math.Sqrt(sums.Sum(sum => sum.Total)));
    }
}
