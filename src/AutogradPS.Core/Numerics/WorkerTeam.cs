using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace AutogradPS.Numerics;

/// <summary>A few threads that do one piece of work together, the caller being one of them. Every thread that asks has a team of its own.</summary>
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

    private static readonly Action<int> Nothing = _ => { };

    [ThreadStatic]
    private static WorkerTeam? mine;

    private readonly Member[] members;
    private Action<int> work = Nothing;
    private int running, arrived, meetings;

    private WorkerTeam(int size)
    {
        Size = size;
        members = [.. Enumerable.Range(1, size - 1).Select(number => new Member(this, number))];
    }

    /// <summary>How long a member waits for work before it ends.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many members there are.</summary>
    public int Size { get; }

    /// <summary>The calling thread's team.</summary>
    /// <param name="size">How many members, the caller included.</param>
    public static WorkerTeam OfSize(int size) => size == 1 ? Alone : mine is { } team && team.Size == size ? team : mine = new WorkerTeam(size);

    /// <summary>Calls the work once on every member, with its number from 0, and waits for all of them.</summary>
    /// <param name="work">Must not throw.</param>
    public void Run(Action<int> work)
    {
        if (members.Length == 0)
        {
            work(0);
            return;
        }
        this.work = work;
        Volatile.Write(ref running, members.Length);
        foreach (Member member in members) member.Wake();
        work(0);
        for (int look = 0; Volatile.Read(ref running) > 0; look++) Pause(look);
        this.work = Nothing; // holds what it works on
    }

    /// <summary>Waits, within the work, until all members have come here.</summary>
    public void Meet()
    {
        if (members.Length == 0) return;
        int meeting = Volatile.Read(ref meetings);
        if (Interlocked.Increment(ref arrived) == Size)
        {
            Volatile.Write(ref arrived, 0);
            Volatile.Write(ref meetings, meeting + 1);
            return;
        }
        for (int look = 0; Volatile.Read(ref meetings) == meeting; look++) Pause(look);
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
                team.work(number);
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
