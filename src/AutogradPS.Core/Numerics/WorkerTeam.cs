using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using AutogradPS.Native;

namespace AutogradPS.Numerics;

/// <summary>
/// A few threads that do one piece of work together, the caller being one of them; fewer of them while others have their processors. Every thread that
/// asks has a team of its own.
/// </summary>
/// <remarks>
/// Who waits for the others looks again and again, and offers its processor to other threads meanwhile. A member without work does so for a
/// fraction of a millisecond, then sleeps: between the steps of a training it stays awake on its processor (woken by the caller, it would often
/// have to share the caller's), and takes none from other runs on the machine. One that nothing was asked of for some seconds ends, and is started
/// again when it is needed; so nobody has to end a team.
/// </remarks>
internal sealed class WorkerTeam
{
    // Without members it keeps nothing of a piece of work: all threads can share it.
    private static readonly WorkerTeam Alone = new(1);

    private static readonly Action<int, int> Nothing = (_, _) => { };

    [ThreadStatic]
    private static WorkerTeam? mine;

    private readonly Member[] members;
    private Action<int, int> work = Nothing;
    private int active, running, arrived, meetings;

    private WorkerTeam(int size)
    {
        Size = size;
        Strength = new TeamStrength(size);
        members = [.. Enumerable.Range(1, size - 1).Select(number => new Member(this, number))];
    }

    /// <summary>How long a member waits for work before it ends.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many members there are.</summary>
    public int Size { get; }

    /// <summary>How many of them take part.</summary>
    internal TeamStrength Strength { get; }

    /// <summary>The calling thread's team.</summary>
    /// <param name="size">How many members, the caller included.</param>
    public static WorkerTeam OfSize(int size) => size == 1 ? Alone : mine is { } team && team.Size == size ? team : mine = new WorkerTeam(size);

    /// <summary>Calls the work once on every member that takes part, and waits for all of them.</summary>
    /// <param name="work">Takes its number, from 0, and how many take part. Must not throw.</param>
    public void Run(Action<int, int> work)
    {
        if (Size == 1)
        {
            work(0, 1);
            return;
        }
        long start = Stopwatch.GetTimestamp(), had = -ThreadClock.Now;
        int count = Strength.At(start);
        (this.work, active) = (work, count);
        Volatile.Write(ref running, count - 1);
        for (int i = 0; i < count - 1; i++) members[i].Wake();
        work(0, count);
        for (int look = 0; Volatile.Read(ref running) > 0; look++) Pause(look);
        this.work = Nothing; // holds what it works on
        if (ThreadClock.IsKnown) Judge(start, had + ThreadClock.Now);
    }

    /// <summary>Waits, within the work, until all members have come here.</summary>
    public void Meet()
    {
        if (Size == 1) return;
        int meeting = Volatile.Read(ref meetings);
        if (Interlocked.Increment(ref arrived) == active)
        {
            Volatile.Write(ref arrived, 0);
            Volatile.Write(ref meetings, meeting + 1);
            return;
        }
        for (int look = 0; Volatile.Read(ref meetings) == meeting; look++) Pause(look);
    }

    private void Judge(long start, long had)
    {
        for (int i = 0; i < active - 1; i++) had = Math.Min(had, members[i].Had);
        long end = Stopwatch.GetTimestamp(), took = end - start;
        Strength.See(end, took, took - had);
    }

    private static void Pause(int look)
    {
        if (look < 100) Thread.SpinWait(20);
        else Thread.Yield();
    }

    [SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
    private sealed class Member(WorkerTeam team, int number)
    {
        private const int Gone = 0, Waiting = 1, Asleep = 2, Called = 3;

        private static readonly long Awake = Stopwatch.Frequency / 2000;

        private readonly SemaphoreSlim call = new(0);
        private int state = Gone;

        /// <summary>How long it had a processor in the last work.</summary>
        public long Had { get; private set; }

        public void Wake()
        {
            switch (Interlocked.Exchange(ref state, Called))
            {
                case Gone:
                    new Thread(Live) { IsBackground = true, Name = $"AutogradPS worker {number}" }.Start();
                    break;
                case Asleep:
                    call.Release();
                    break;
            }
        }

        private void Live()
        {
            do
            {
                long had = -ThreadClock.Now;
                team.work(number, team.active);
                Had = had + ThreadClock.Now;
                Volatile.Write(ref state, Waiting);
                Interlocked.Decrement(ref team.running);
            }
            while (IsCalledAwake() || IsCalledAsleep());
        }

        private bool IsCalledAwake()
        {
            long end = Stopwatch.GetTimestamp() + Awake;
            for (int look = 0; Stopwatch.GetTimestamp() < end; look++)
            {
                if (Volatile.Read(ref state) == Called) return true;
                Pause(look);
            }
            return Interlocked.CompareExchange(ref state, Asleep, Waiting) == Called;
        }

        private bool IsCalledAsleep()
        {
            if (call.Wait(team.Patience)) return true;
            if (Interlocked.CompareExchange(ref state, Gone, Asleep) == Asleep) return false;
            call.Wait(); // called at the last moment: the signal is there, or about to be
            return true;
        }
    }
}
