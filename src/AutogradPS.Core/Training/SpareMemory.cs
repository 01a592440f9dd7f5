using System.Runtime.InteropServices;

namespace AutogradPS.Training;

/// <summary>Memory that a training has taken for a moment and does not need: it goes back to the system, so that long runs stay as small as they begin.</summary>
internal sealed partial class SpareMemory
{
    // By itself, the garbage collector fills a generation 0 of the size of the processor's cache, tens of megabytes, before it looks.
    private const long Nursery = 4 << 20;

    private long allocated = GC.GetTotalAllocatedBytes();

    /// <summary>Collects what steps have left, often enough for it to stay small and seldom enough to cost nothing. For every iteration.</summary>
    public void Sweep()
    {
        if (GC.GetTotalAllocatedBytes() - allocated < Nursery) return;
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        allocated = GC.GetTotalAllocatedBytes();
    }

    /// <summary>Gives back everything that is free. For what takes much and leaves nothing, such as a picture or a checkpoint; takes some milliseconds.</summary>
    public void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Bitmaps and tensors that nobody disposed.
        GC.WaitForPendingFinalizers();
        if (OperatingSystem.IsLinux()) TrimNative();
        allocated = GC.GetTotalAllocatedBytes();
    }

    // glibc keeps freed blocks between blocks in use until it is told; other C libraries have no such call, and need none.
    private static void TrimNative()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nuint padding);
}
