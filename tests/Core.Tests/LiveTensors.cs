using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests;

/// <summary>Counts tensors, of which none may be left to the finalizer.</summary>
internal static class LiveTensors
{
    /// <summary>Runs an action often and asserts that this thread's count of live tensors does not move.</summary>
    public static void AssertFlat(Action action, int times = 20)
    {
        action();
        long before = OfThisThread;
        for (int i = 0; i < times; i++)
        {
            action();
        }

        Assert.Equal(before, OfThisThread);
    }

    /// <summary>Runs an action that uses other threads, and asserts that as many tensors live after as before it.</summary>
    public static void AssertNoneLeft(Action action)
    {
        action();
        long before = Settled();
        action();
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount} live tensors after, {before} before");
    }

    private static long OfThisThread => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    // What earlier tests left to the finalizer must not end while this one counts.
    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
