using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Sets the number of threads that libtorch uses within an operation, for the calling thread, and puts it back.</summary>
/// <remarks>On the CPU the order of a sum, and so its last bits, depends on this number.</remarks>
internal sealed class ThreadCountScope : IDisposable
{
    private readonly int before = get_num_threads();

    public ThreadCountScope(int count) => set_num_threads(count);

    public void Dispose() => set_num_threads(before);
}
