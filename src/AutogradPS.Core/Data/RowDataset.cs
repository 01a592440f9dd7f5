using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>A finite set of rows: images, numbers from a file, tensors in memory.</summary>
public sealed class RowDataset : Dataset
{
    private readonly IRowStore training;
    private readonly IRowStore? heldOut;
    private readonly Lazy<string> fingerprint;

    internal RowDataset(string name, string source, IRowStore training, IRowStore? heldOut = null, string heldOutName = "held-out rows")
    {
        Name = name;
        Source = source;
        this.training = training;
        this.heldOut = heldOut;
        fingerprint = new Lazy<string>(training.Fingerprint);
        Evaluation = heldOut is null
            ? "training rows (no held-out rows were declared)"
            : FormattableString.Invariant($"{heldOutName} ({heldOut.Count:N0} samples)");
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override long[] SampleShape => training.RowShape;

    /// <inheritdoc/>
    public override long? Count => training.Count;

    /// <inheritdoc/>
    public override string Evaluation { get; }

    /// <inheritdoc/>
    public override string Fingerprint => fingerprint.Value;

    /// <summary>How it was read from files; null where it was not.</summary>
    public DatasetOptions? Options { get; internal set; }

    /// <summary>Whether <see cref="Dataset.Sample"/> draws rows that training never sees.</summary>
    public bool HasHeldOut => heldOut is not null;

    /// <summary>The number of rows that <see cref="Dataset.Sample"/> can draw from.</summary>
    public long EvaluationCount => (heldOut ?? training).Count;

    /// <summary>A set of the rows of a tensor, [N, *shape]; the numbers are copied, as they are.</summary>
    /// <param name="rows">A real tensor of at least two dimensions, on any device.</param>
    /// <param name="name">The set's name.</param>
    /// <param name="heldOut">How many rows, chosen by a fixed shuffle, are kept for evaluation.</param>
    /// <exception cref="AutogradPSException">DatasetShapeInvalid, DatasetNotFinite, HeldOutInvalid.</exception>
    public static RowDataset FromTensor(Tensor rows, string name = "Tensor", long heldOut = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromTensors([rows], name, heldOut);
    }

    /// <summary>A set of the rows of several tensors, as <see cref="FromTensor"/> has it for one.</summary>
    internal static RowDataset FromTensors(IReadOnlyList<Tensor> parts, string name, long heldOut) =>
        Split(name, "memory", new TensorRows(NumberRows.Copy(parts, name)), heldOut);

    /// <inheritdoc/>
    public override Tensor Sample(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        IRowStore rows = heldOut ?? training;
        if (count > rows.Count)
        {
            throw new AutogradPSException(
                "SampleExceedsDataset",
                ErrorKind.LimitsExceeded,
                $"{count} samples were asked of '{Name}', whose {Evaluation} number {rows.Count}. Ask for at most {rows.Count}.",
                count);
        }

        using RandomStream stream = new(seed, "data.evaluation");
        return rows.Read(stream.Permutation(0, rows.Count).AsSpan(0, (int)count), ScalarType.Float32, CPU);
    }

    /// <inheritdoc/>
    public override IBatchReader Open(BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(Name, Count);
        if (options.Device.type != DeviceType.CPU && DeviceReader.TryOpen(training, options) is { } reader) return reader;
        return training.IsResident
            ? new RowReader(training, options)
            : new PrefetchReader(new RowReader(training, options with { Device = CPU }), options.Device);
    }

    /// <summary>Keeps <paramref name="heldOut"/> rows back. The shuffle has a seed of its own: the split belongs to the data, not to a run.</summary>
    internal static RowDataset Split(string name, string source, IRowStore rows, long heldOut)
    {
        if (heldOut == 0)
        {
            return new RowDataset(name, source, rows);
        }

        if (heldOut < 0 || heldOut >= rows.Count)
        {
            throw new AutogradPSException(
                "HeldOutInvalid",
                ErrorKind.InvalidArgument,
                $"{heldOut} of the {rows.Count} rows of '{name}' cannot be held out. Leave at least one row to train on.",
                heldOut);
        }

        using RandomStream stream = new(0, "data.split");
        long[] order = stream.Permutation(0, rows.Count);
        long[] kept = order[..(int)heldOut];
        long[] trained = order[(int)heldOut..];
        Array.Sort(kept);
        Array.Sort(trained);
        return new RowDataset(name, source, new SubsetRows(rows, trained, ownsRows: true), new SubsetRows(rows, kept, ownsRows: false));
    }

    /// <summary>Joins training rows and the test rows that serve evaluation; takes the test rows over, and the training rows on success.</summary>
    internal static RowDataset WithTestSplit(string name, string source, IRowStore training, IRowStore test)
    {
        if (!training.RowShape.SequenceEqual(test.RowShape))
        {
            AutogradPSException error = new(
                "DatasetShapeMismatch",
                ErrorKind.InvalidData,
                $"The training images of '{source}' have shape [{string.Join(", ", training.RowShape)}], its test images [{string.Join(", ", test.RowShape)}]. Both must belong to one set.",
                source);
            test.Dispose();
            throw error;
        }

        return new RowDataset(name, source, training, test, "test split");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            heldOut?.Dispose();
            training.Dispose();
        }

        base.Dispose(disposing);
    }
}
