using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Networks;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Draws samples from the generator of a run, as one of its checkpoints has it.</summary>
public static class SampleGenerator
{
    // Samples are made in pieces, so that many of them need no more memory than they take.
    private const long Piece = 256;

    /// <summary>New samples, [count, *sample], float32 on the CPU. The caller owns them.</summary>
    /// <param name="path">The run's directory.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the noise; the same seed gives the same samples, and fewer of them a part of more.</param>
    /// <param name="options">From which checkpoint, and how; null for the newest.</param>
    /// <param name="warn">Told of damaged checkpoints.</param>
    /// <exception cref="AutogradPSException">RunNotFound, CheckpointMissing, CheckpointDamaged, CheckpointUnknown, NetworkNotStored, CheckpointMismatch, DeviceNotAvailable.</exception>
    public static Tensor Draw(string path, long count, long seed, SampleOptions? options = null, Action<string>? warn = null) =>
        Draw(path, count, seed, out _, options ?? new SampleOptions(), warn);

    /// <summary>The same, and the iteration of the checkpoint that they are from.</summary>
    internal static Tensor Draw(string path, long count, long seed, out long iteration, SampleOptions options, Action<string>? warn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        TorchRuntime.EnsureLoaded();
        RunDirectory directory = RunDirectory.Open(path);
        RunConfig config = RunConfig.Read(directory, warn);
        Device place = Devices.Parse(options.Device);
        using Checkpoint checkpoint = new CheckpointStore(directory).Open(options.Checkpoint, warn);
        iteration = checkpoint.Iteration;
        using Network? stored = options.Generator is null ? StoredNetwork.Create(config.Networks.Generator, "Generator", place) : null;
        nn.Module<Tensor, Tensor> generator = stored ?? options.Generator!;
        generator.to(place);
        if (options.Ema) TrainingState.RestoreSampler(generator, checkpoint.Tensors);
        else TrainingState.RestoreGenerator(generator, checkpoint.Tensors);
        using EvaluationMode mode = new(generator);
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        using RandomStream stream = new(seed, "samples.new");
        List<Tensor> pieces = [];
        for (long start = 0; start < count; start += Piece)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor noise = stream.Randn(start / Piece, [Piece, config.Settings.LatentSize]).to(place);
            if (start == Piece) RequireMemory(pieces[0], count);
            pieces.Add(generator.forward(noise).narrow(0, 0, Math.Min(Piece, count - start)).cpu().MoveToOuterDisposeScope());
        }
        return cat(pieces).MoveToOuterDisposeScope();
    }

    // Once in pieces, and once as a whole.
    private static void RequireMemory(Tensor piece, long count)
    {
        double sample = (double)piece.numel() * piece.element_size() / Piece;
        if (2 * sample * count > FreeMemory.Bytes)
            throw new AutogradPSException("OutOfMemory", ErrorKind.ResourceUnavailable, FormattableString.Invariant(
                $"{count:N0} samples of {sample:N0} bytes are more than this machine's free memory holds. Draw fewer at once, each time with another seed."), count);
    }
}
