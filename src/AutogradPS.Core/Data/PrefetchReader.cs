using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Reads a few batches ahead on a thread of its own, so that loading overlaps training.</summary>
/// <remarks>The inner reader makes CPU batches; they move to the device on the caller's thread.</remarks>
internal sealed class PrefetchReader(IBatchReader inner, Device device, int depth = 4) : IBatchReader
{
    private long position;
    private Run? run;

    public long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != position)
            {
                Stop();
                position = value;
            }
        }
    }

    public Tensor Next()
    {
        run ??= new Run(inner, position, depth);
        using Tensor loaded = run.Take();
        position++;

        // Dispose scopes are thread-local: an alias made here belongs to the caller's scope, the loaded tensor to none.
        return device.type == DeviceType.CPU ? loaded.alias() : loaded.to(device);
    }

    public void Dispose()
    {
        Stop();
        inner.Dispose();
    }

    private void Stop()
    {
        run?.Dispose();
        run = null;
    }

    /// <summary>One stretch of consecutive batches, from a position on.</summary>
    private sealed class Run : IDisposable
    {
        private readonly BlockingCollection<Tensor> queue;
        private readonly CancellationTokenSource cancellation = new();
        private readonly Thread thread;
        private ExceptionDispatchInfo? failure;

        public Run(IBatchReader inner, long start, int depth)
        {
            queue = new BlockingCollection<Tensor>(depth);
            thread = new Thread(() => Produce(inner, start)) { IsBackground = true, Name = "AutogradPS batches" };
            thread.Start();
        }

        /// <summary>The next batch; the producer's exception where it failed.</summary>
        public Tensor Take()
        {
            if (queue.TryTake(out Tensor? batch, Timeout.Infinite))
            {
                return batch;
            }

            failure?.Throw();
            throw new ObjectDisposedException(nameof(PrefetchReader));
        }

        public void Dispose()
        {
            cancellation.Cancel();
            thread.Join();
            while (queue.TryTake(out Tensor? batch))
            {
                batch.Dispose();
            }

            queue.Dispose();
            cancellation.Dispose();
        }

        private void Produce(IBatchReader inner, long start)
        {
            try
            {
                inner.Position = start;
                while (true)
                {
                    Enqueue(inner.Next().DetachFromDisposeScope());
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The reader was closed or moved.
            }
#pragma warning disable CA1031 // Whatever goes wrong here is thrown where the batch is asked for.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
            finally
            {
                queue.CompleteAdding();
            }
        }

        private void Enqueue(Tensor batch)
        {
            try
            {
                queue.Add(batch, cancellation.Token);
            }
            catch
            {
                batch.Dispose();
                throw;
            }
        }
    }
}
