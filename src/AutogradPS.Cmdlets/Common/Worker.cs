using System.Runtime.ExceptionServices;

namespace AutogradPS.Cmdlets;

/// <summary>
/// Runs an enumeration on a thread of its own and hands its results over, so that a pipeline thread can write them, show progress and
/// answer Ctrl+C meanwhile. Disposing it stops the enumeration at its next look at the token and waits for its cleanup.
/// </summary>
/// <remarks>
/// Who waits does so in a monitor, which sleeps at once. A BlockingCollection looks a hundred times before that, a quarter of a millisecond for every result on a processor
/// that the work could use.
/// </remarks>
/// <typeparam name="T">What is enumerated.</typeparam>
internal sealed class Worker<T> : IDisposable
{
    // Enough that a consumer's pause does not stop the work, few enough that a slow consumer is not flooded.
    private const int Ahead = 64;

    private readonly Queue<T> results = new(); // the monitor of all that both threads see
    private readonly CancellationTokenSource cancellation = new();
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;
    private bool hasEnded;

    /// <summary>Starts at once.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="work">Makes the enumeration; it and its results are made on the thread.</param>
    public Worker(string name, Func<CancellationToken, IEnumerable<T>> work)
    {
        thread = new Thread(() => Run(work)) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>True when all results have been taken and the work has ended.</summary>
    public bool IsDone
    {
        get
        {
            lock (results) return hasEnded && results.Count == 0;
        }
    }

    /// <summary>Takes the next result, waiting for it up to a time.</summary>
    /// <exception cref="Exception">The work failed, and all results before that have been taken.</exception>
    public bool TryTake(out T? result, TimeSpan wait)
    {
        lock (results)
        {
            if (results.Count == 0 && !hasEnded) Monitor.Wait(results, wait);
            if (results.TryDequeue(out result))
            {
                Monitor.Pulse(results); // there may have been no room for another
                return true;
            }
            if (!hasEnded) return false;
        }
        failure?.Throw();
        return false;
    }

    /// <summary>Asks the work to stop; returns at once, and may be called from any thread.</summary>
    public void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
        lock (results) Monitor.PulseAll(results);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cancel();
        thread.Join();
        cancellation.Dispose();
    }

    private void Run(Func<CancellationToken, IEnumerable<T>> work)
    {
        try
        {
            foreach (T result in work(cancellation.Token)) Give(result);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for the result that was to be handed over.
        }
#pragma warning disable CA1031 // Whatever goes wrong here is thrown on the thread that takes the results.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            lock (results)
            {
                hasEnded = true;
                Monitor.PulseAll(results);
            }
        }
    }

    private void Give(T result)
    {
        lock (results)
        {
            while (results.Count == Ahead && !cancellation.IsCancellationRequested) Monitor.Wait(results);
            cancellation.Token.ThrowIfCancellationRequested();
            results.Enqueue(result);
            Monitor.Pulse(results);
        }
    }
}
