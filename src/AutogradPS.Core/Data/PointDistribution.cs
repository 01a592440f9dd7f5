using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>An endless set: every batch is drawn afresh from a distribution of points in the plane.</summary>
public abstract class PointDistribution : Dataset
{
    /// <inheritdoc/>
    public override long[] SampleShape => [2];

    /// <inheritdoc/>
    public override long? Count => null;

    /// <inheritdoc/>
    public override string Source => "generated";

    /// <inheritdoc/>
    public override string Evaluation => "fresh draws";

    /// <inheritdoc/>
    public override string Fingerprint => DataHash.OfText(Parameters);

    /// <summary>The distribution's parameters in words; they decide the <see cref="Fingerprint"/>.</summary>
    protected abstract string Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Sample(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using RandomStream stream = new(seed, "data.evaluation");
        using DisposeScope scope = NewDisposeScope();
        return Draw(count, stream.At(0), ScalarType.Float32, Constants(ScalarType.Float32, CPU)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IBatchReader Open(BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(Name, null);
        return new Reader(this, options);
    }

    /// <summary>Numbers that drawing takes, the same for every batch: moved to the device of a reader once, since to move is to wait. Null for none.</summary>
    protected virtual Tensor? Constants(ScalarType dtype, Device device) => null;

    /// <summary>Draws <paramref name="count"/> points on the device of the generator, [count, 2], without waiting for it; its caller holds a dispose scope.</summary>
    protected abstract Tensor Draw(long count, Generator generator, ScalarType dtype, Tensor? constants);

    private sealed class Reader(PointDistribution points, BatchOptions options) : IBatchReader
    {
        private readonly RandomStream stream = new(options.Seed, "data");
        private Tensor? constants;
        private long position;

        public long Position
        {
            get => position;
            set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }

        public Tensor Next()
        {
            using DisposeScope scope = NewDisposeScope();
            Generator generator = stream.At(position, options.Device);
            constants ??= points.Constants(options.DType, generator.device)?.DetachFromDisposeScope();
            Tensor batch = points.Draw(options.BatchSize, generator, options.DType, constants).to(options.Device);
            position++;
            return batch.MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            stream.Dispose();
            constants?.Dispose();
            constants = null;
        }
    }
}
