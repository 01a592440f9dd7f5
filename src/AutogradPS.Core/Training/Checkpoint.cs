using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>
/// A point to go on from, as one .safetensors file: networks, optimizers, and the counters that address the data and every random
/// number. A checksum over all of it tells a damaged file from a sound one.
/// </summary>
/// <param name="CriticStep">Critic steps done.</param>
/// <param name="Iteration">Generator iterations done.</param>
/// <param name="ElapsedSeconds">Seconds of training, over all resumptions.</param>
/// <param name="Tensors">The tensors of <see cref="TrainingState"/>, on the CPU.</param>
/// <remarks>The counters address the place in the data and every random number, so that no generator's state is kept.</remarks>
public sealed record Checkpoint(long CriticStep, long Iteration, double ElapsedSeconds, IReadOnlyList<TensorEntry> Tensors) : IDisposable
{
    private const string Format = "autogradps-checkpoint-1";

    /// <summary>What it was judged the best one by, see <see cref="BestCheckpoint"/>; null for others.</summary>
    public double? Score { get; private init; }

    /// <summary>Writes the state of a training: to a temporary file, flushed, then renamed.</summary>
    /// <exception cref="OutputFileException">It cannot be written; a file that was there is unchanged.</exception>
    public static void Write(string path, long criticStep, long iteration, double elapsedSeconds, TrainingNetworks networks, double? score = null, string? run = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        List<TensorEntry> tensors = [.. TrainingState.Of(networks).Select(entry => entry with { Tensor = entry.Tensor.detach().cpu().contiguous() })];
        Dictionary<string, string> metadata = new()
        {
            ["format"] = Format,
            ["critic_step"] = criticStep.ToString(CultureInfo.InvariantCulture),
            ["iteration"] = iteration.ToString(CultureInfo.InvariantCulture),
            ["elapsed_seconds"] = elapsedSeconds.ToString("R", CultureInfo.InvariantCulture),
        };
        if (score is { } value) metadata["score"] = value.ToString("R", CultureInfo.InvariantCulture);
        if (run is not null) metadata["run"] = run;
        metadata["sha256"] = Checksum(tensors, metadata);
        TensorFile.Write(path, tensors, overwrite: true, metadata);
    }

    /// <summary>Reads a checkpoint and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">The <see cref="Runs.RunConfig.Id"/> of its run; null where that is not known.</param>
    /// <exception cref="AutogradPSException">CheckpointDamaged, CheckpointForeign, or that the file cannot be read.</exception>
    public static Checkpoint Read(string path, string? run = null)
    {
        TensorFileContent content = TensorFile.Read(path);
        try
        {
            IReadOnlyDictionary<string, string> texts = content.Metadata;
            if (texts.GetValueOrDefault("format") != Format || texts.GetValueOrDefault("sha256") != Checksum(content.Tensors, texts))
                throw new AutogradPSException("CheckpointDamaged", ErrorKind.InvalidData, $"The checkpoint '{path}' is damaged: its checksum does not fit its contents.", path);
            if (run is not null && texts.TryGetValue("run", out string? writer) && writer != run)
                throw new AutogradPSException("CheckpointForeign", ErrorKind.InvalidData, $"The checkpoint '{path}' is that of another run.", path);
            return new Checkpoint(
                long.Parse(texts["critic_step"], CultureInfo.InvariantCulture),
                long.Parse(texts["iteration"], CultureInfo.InvariantCulture),
                double.Parse(texts["elapsed_seconds"], CultureInfo.InvariantCulture),
                content.Tensors)
            {
                Score = texts.TryGetValue("score", out string? score) ? double.Parse(score, CultureInfo.InvariantCulture) : null,
            };
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorEntry entry in Tensors) entry.Tensor.Dispose();
    }

    // Over texts, names, dtypes, shapes and bytes, in the order of names.
    private static string Checksum(IReadOnlyList<TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string text) in metadata.Where(pair => pair.Key != "sha256").OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={text}\n"));
        foreach (TensorEntry entry in tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Name} {DTypes.Name(entry.Tensor.dtype)} {string.Join(',', entry.Tensor.shape)}\n"));
            hash.AppendData(entry.Tensor.bytes);
        }
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
