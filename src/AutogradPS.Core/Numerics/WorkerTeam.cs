using System.Diagnostics.CodeAnalysis;

namespace AutogradPS.Numerics;

/// <summary>A few threads that do one piece of work together, the caller being one of them. Every thread that asks has a team of its own.</summary>
/// <remarks>
/// A member that waits spins for some microseconds and then sleeps: it takes no processor from other runs on the machine. One that nothing was
/// asked of for some seconds ends, and is started again when it is needed; so nobody has to end a team.
/// </remarks>
internal sealed class WorkerTeam
{
    // Without members it keeps nothing of a piece of work: all threads can share it.
    private static readonly WorkerTeam Alone = new(1);

    [ThreadStatic]
    private static WorkerTeam? mine;

    private readonly Member[] members;
    private readonly Barrier? barrier;
    private Action<int> work = _ => { };
    private int running;

    private WorkerTeam(int size)
    {
        Size = size;
        barrier = size > 1 ? new Barrier(size) : null;
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
        SpinWait spin = default;
        while (Volatile.Read(ref running) > 0) spin.SpinOnce();
    }

    /// <summary>Waits, within the work, until all members have come here.</summary>
    public void Meet() => barrier?.SignalAndWait();

    [SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
    private sealed class Member(WorkerTeam team, int number)
    {
        private const int Gone = 0, Idle = 1, Called = 2;

        private readonly SemaphoreSlim call = new(0);
        private int state = Gone;

        public void Wake()
        {
            // Whichever of the two comes first, a call or the end of patience, is what counts.
            if (Interlocked.Exchange(ref state, Called) == Gone)
                new Thread(Live) { IsBackground = true, Name = $"AutogradPS worker {number}" }.Start();
            else
                call.Release();
        }

        private void Live()
        {
            do
            {
                team.work(number);
                Volatile.Write(ref state, Idle);
                Interlocked.Decrement(ref team.running);
            }
            while (call.Wait(team.Patience) || IsCalled());
        }

        // Called at the last moment: the call's signal is there, or about to be.
        private bool IsCalled()
        {
            if (Interlocked.CompareExchange(ref state, Gone, Idle) == Idle) return false;
            call.Wait();
            return true;
        }
    }
}
