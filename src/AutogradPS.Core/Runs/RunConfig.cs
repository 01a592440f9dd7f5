using System.Reflection;
using System.Runtime.InteropServices;
using AutogradPS.Data;
using AutogradPS.Training;
using AutogradPS.Training.Fused;
using static TorchSharp.torch;

namespace AutogradPS.Runs;

/// <summary>What a run was to do, complete enough to do it again: the contents of config.json.</summary>
public sealed record RunConfig
{
    /// <summary>The version of this format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The run's name.</summary>
    public required string Run { get; init; }

    /// <summary>Tells its checkpoints from those of any other run.</summary>
    public string? Id { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>The resolved settings.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The data it learned from.</summary>
    public required DatasetInfo Dataset { get; init; }

    /// <summary>The networks, layer by layer.</summary>
    public required NetworkInfo Networks { get; init; }

    /// <summary>The software that ran it.</summary>
    public required VersionInfo Versions { get; init; }

    /// <summary>The machine that it was started on; null in files of earlier versions. Device and number of threads are settings.</summary>
    public MachineInfo? Machine { get; init; }

    /// <summary>The command, as it was typed; null where there was none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The script that the command stands in; null where there is none.</summary>
    public string? Script { get; init; }

    /// <summary>The commit of the repository that the script lies in; null where there is none.</summary>
    public string? Commit { get; init; }

    /// <summary>What was changed when a run that had diverged went on: "LearningRate 0.1 -> 0.01 at iteration 300".</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Writes config.json, and a copy of it.</summary>
    /// <exception cref="OutputFileException">DiskFull, FileNotWritable.</exception>
    public void Write(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        // In this order: whatever has checkpoints is a run.
        RunJson.Write(directory.Config, this);
        RunJson.Write(directory.ConfigCopy, this);
    }

    /// <summary>Reads config.json, or its copy where it is damaged.</summary>
    /// <param name="directory">The run.</param>
    /// <param name="warn">Told where the copy was used.</param>
    /// <exception cref="Errors.AutogradPSException">RunFileUnreadable: neither can be read.</exception>
    public static RunConfig Read(RunDirectory directory, Action<string>? warn = null)
    {
        RunConfig config = Read<RunConfig>(directory, _ => true, warn);
        // What it was called while it knew fully connected layers alone.
        return config.Settings.GradientMethod == "dense" ? config with { Settings = config.Settings with { GradientMethod = FusedStepGradients.Name } } : config;
    }

    /// <summary>Reads config.json as any type, or its copy where it is damaged.</summary>
    internal static T Read<T>(RunDirectory directory, Func<T, bool> isSound, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        try
        {
            T config = RunJson.Read<T>(directory.Config);
            if (isSound(config) || !File.Exists(directory.ConfigCopy)) return config;
        }
        catch (Errors.AutogradPSException) when (File.Exists(directory.ConfigCopy))
        {
        }
        T copy = RunJson.Read<T>(directory.ConfigCopy);
        warn?.Invoke($"The file '{directory.Config}' is damaged; its copy in '{directory.ConfigCopy}' is used.");
        return copy;
    }

    /// <summary>Identifies a data set.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Source">Where it came from.</param>
    /// <param name="Count">The number of training samples; null for an endless set.</param>
    /// <param name="SampleShape">The shape of one sample.</param>
    /// <param name="Fingerprint">A hash of the data.</param>
    /// <param name="Options">How it was read from files; null where it was not, and in files of earlier versions.</param>
    public sealed record DatasetInfo(string Name, string Source, long? Count, long[] SampleShape, string Fingerprint, DatasetOptions? Options = null)
    {
        /// <summary>Describes a data set.</summary>
        public static DatasetInfo Of(Dataset dataset)
        {
            ArgumentNullException.ThrowIfNull(dataset);
            return new DatasetInfo(dataset.Name, dataset.Source, dataset.Count, dataset.SampleShape, dataset.Fingerprint, (dataset as RowDataset)?.Options);
        }
    }

    /// <summary>Describes the two networks.</summary>
    /// <param name="Critic">The critic's layers.</param>
    /// <param name="Generator">The generator's layers.</param>
    /// <param name="CriticParameters">The number of the critic's parameters.</param>
    /// <param name="GeneratorParameters">The number of the generator's parameters.</param>
    public sealed record NetworkInfo(string[] Critic, string[] Generator, long CriticParameters, long GeneratorParameters);

    /// <summary>The versions that can change numbers.</summary>
    /// <param name="AutogradPS">This module.</param>
    /// <param name="TorchSharp">TorchSharp.</param>
    /// <param name="LibTorch">libtorch.</param>
    /// <param name="DotNet">The runtime.</param>
    /// <param name="OS">The operating system and its processor architecture.</param>
    public sealed record VersionInfo(string AutogradPS, string TorchSharp, string LibTorch, string DotNet, string OS)
    {
        /// <inheritdoc/>
        public override string ToString() => $"AutogradPS {AutogradPS}, TorchSharp {TorchSharp}, libtorch {LibTorch}, .NET {DotNet}, {OS}";

        /// <summary>The versions that are running.</summary>
        public static VersionInfo Current() => new(
            Informational(typeof(RunConfig).Assembly),
            Informational(typeof(Tensor).Assembly),
            __version__,
            Environment.Version.ToString(),
            $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");

        private static string Informational(Assembly assembly) =>
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "";
    }
}
