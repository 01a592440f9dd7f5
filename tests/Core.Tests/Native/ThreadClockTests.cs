using System.Diagnostics;
using AutogradPS.Native;

namespace AutogradPS.Tests.Native;

/// <summary>The time that a thread has had a processor.</summary>
public sealed class ThreadClockTests
{
    [Fact]
    public void ThreadsThatSleepHaveNoProcessor()
    {
        if (!ThreadClock.IsKnown) return;
        long had = ThreadClock.Now, start = Stopwatch.GetTimestamp();
        Thread.Sleep(100);
        // Sleep does not end early; falling asleep and waking up take microseconds.
        Assert.InRange(ThreadClock.Now - had, 0, (Stopwatch.GetTimestamp() - start) / 2);
    }

    [Fact]
    public void ThreadsThatComputeHaveOneAtMostAsLongAsItTakes()
    {
        if (!ThreadClock.IsKnown) return;
        long start = Stopwatch.GetTimestamp(), had = ThreadClock.Now, last = had;
        while (ThreadClock.Now - had < Stopwatch.Frequency / 100)
        {
            Assert.True(ThreadClock.Now >= last);
            last = ThreadClock.Now;
        }
        long now = ThreadClock.Now;
        Assert.True(now - had <= Stopwatch.GetTimestamp() - start);
    }
}
