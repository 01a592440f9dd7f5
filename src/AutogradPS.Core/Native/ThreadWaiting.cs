using System.Runtime.InteropServices;

namespace AutogradPS.Native;

/// <summary>How the threads of libtorch's operations wait for each other.</summary>
/// <remarks>
/// GNU's OpenMP lets a waiting thread spin for about a millisecond. Where another run has the processor that the thread is waited for on, all of that is
/// lost: two training runs of two threads each on two processors took several times as long as one after the other. A spin of some microseconds
/// costs nothing where the processors are free.
/// </remarks>
internal static class ThreadWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT", Policy = "OMP_WAIT_POLICY", Looks = "1000";

    /// <summary>Shortens the spin, unless the user has said how to wait; before libtorch is loaded, which reads it then.</summary>
    public static void Shorten()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(SpinCount) is not null || Environment.GetEnvironmentVariable(Policy) is not null) return;
        // .NET's own environment is a copy that native code does not see.
        _ = SetEnvironment(SpinCount, Looks, 1);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
