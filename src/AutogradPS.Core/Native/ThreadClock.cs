using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AutogradPS.Native;

/// <summary>How long the calling thread has had a processor. Beside the time on the wall it tells whether others have taken it meanwhile.</summary>
internal static partial class ThreadClock
{
    private const int ThreadTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Whether there is such a clock here.</summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The time, in units of <see cref="Stopwatch.Frequency"/>; 0 where there is no such clock.</summary>
    public static long Now => IsKnown && GetTime(ThreadTime, out Time time) == 0 ? (time.Seconds * Stopwatch.Frequency) + (time.Nanoseconds * Stopwatch.Frequency / 1_000_000_000) : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Time time);

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
