namespace AutogradPS.Numerics;

/// <summary>A few threads that do one piece of work together, the caller being one of them.</summary>
/// <remarks>A member that waits spins for some microseconds and then sleeps: it takes no processor from other runs on the machine.</remarks>
internal sealed class WorkerTeam : IDisposable
{
    private readonly SemaphoreSlim[] wake;
    private readonly Barrier barrier;
    private Action<int> work = _ => { };
    private int running;
    private volatile bool closed;

    /// <param name="size">How many members, the caller included.</param>
    public WorkerTeam(int size)
    {
        Size = size;
        barrier = new Barrier(size);
        wake = [.. Enumerable.Range(1, size - 1).Select(_ => new SemaphoreSlim(0))];
        for (int i = 1; i < size; i++)
        {
            int member = i;
            new Thread(() => Live(member)) { IsBackground = true, Name = $"AutogradPS worker {member}" }.Start();
        }
    }

    /// <summary>How many members there are.</summary>
    public int Size { get; }

    /// <summary>Calls the work once on every member, with its number from 0, and waits for all of them.</summary>
    /// <param name="work">Must not throw.</param>
    public void Run(Action<int> work)
    {
        this.work = work;
        Volatile.Write(ref running, Size - 1);
        foreach (SemaphoreSlim member in wake) member.Release();
        work(0);
        SpinWait spin = default;
        while (Volatile.Read(ref running) > 0) spin.SpinOnce();
    }

    /// <summary>Waits, within the work, until all members have come here.</summary>
    public void Meet()
    {
        if (Size > 1) barrier.SignalAndWait();
    }

    /// <summary>Ends the threads; no work may be under way.</summary>
    public void Dispose()
    {
        closed = true;
        foreach (SemaphoreSlim member in wake) member.Release();
        barrier.Dispose();
    }

    private void Live(int member)
    {
        while (true)
        {
            wake[member - 1].Wait();
            if (closed) return;
            work(member);
            Interlocked.Decrement(ref running);
        }
    }
}
