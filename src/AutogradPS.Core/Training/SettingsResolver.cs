using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Turns what a user asked for into settings without gaps: asked for, else the preset's, else what data and machine suggest.</summary>
public static class SettingsResolver
{
    /// <summary>Resolves and checks the settings of a run.</summary>
    /// <exception cref="AutogradPSException">
    /// PresetUnknown, ObjectiveUnknown, ArchitectureUnknown, OptimizerUnknown, SettingOutOfRange, InvalidDevice or DeviceNotAvailable.
    /// </exception>
    public static TrainingSettings Resolve(TrainingOptions options, Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dataset);
        bool own = options.ObjectiveScript is not null;
        TrainingPreset preset = options.Preset is null ? PresetCatalog.For(own ? null : options.Objective, dataset.SampleShape) : PresetCatalog.Get(options.Preset);
        TrainingOptions defaults = preset.Defaults;
        string architecture = OneOf(options.Architecture ?? defaults.Architecture ?? DefaultArchitecture(dataset.SampleShape), [.. Architectures.Names, "custom"], "Architecture");
        long iterations = options.Iterations ?? defaults.Iterations!.Value;
        string device = options.Device ?? "cpu";
        Devices.Parse(device);
        TrainingSettings settings = new()
        {
            Preset = preset.Name,
            Objective = own ? Objectives.Objective.Custom : ObjectiveCatalog.Get(options.Objective ?? defaults.Objective!).Name,
            ObjectiveScript = options.ObjectiveScript,
            Architecture = architecture,
            CriticNorm = OneOf(options.CriticNorm ?? "none", ["none", "layer"], "CriticNorm"),
            Iterations = iterations,
            BatchSize = options.BatchSize ?? defaults.BatchSize!.Value,
            CriticSteps = options.CriticSteps ?? defaults.CriticSteps!.Value,
            Lambda = options.Lambda ?? defaults.Lambda!.Value,
            Clip = options.Clip ?? defaults.Clip ?? 0.01,
            Optimizer = OneOf(options.Optimizer ?? defaults.Optimizer!, OptimizerFactory.Names, "Optimizer"),
            LearningRate = options.LearningRate ?? defaults.LearningRate!.Value,
            DecayLearningRate = options.DecayLearningRate ?? defaults.DecayLearningRate ?? false,
            Beta1 = options.Beta1 ?? defaults.Beta1!.Value,
            Beta2 = options.Beta2 ?? defaults.Beta2!.Value,
            EmaDecay = options.EmaDecay ?? defaults.EmaDecay ?? 0,
            GradientMethod = OneOf(options.GradientMethod ?? StepGradients.Auto, StepGradients.Names, nameof(options.GradientMethod)),
            Precision = OneOf(options.Precision ?? Precision.Float32, Precision.Names, nameof(options.Precision)),
            LatentSize = options.LatentSize ?? defaults.LatentSize!.Value,
            HiddenSize = options.HiddenSize ?? defaults.HiddenSize ?? DefaultHiddenSize(architecture),
            Seed = options.Seed ?? 0,
            Device = device,
            ThreadCount = options.ThreadCount ?? 0,
            LogEvery = options.LogEvery ?? RoundStep(iterations / 500.0),
            SampleEvery = options.SampleEvery ?? RoundStep(Math.Max(100, iterations / 10.0)),
            CheckpointEvery = options.CheckpointEvery ?? RoundStep(Math.Max(100, iterations / 20.0)),
            KeepCheckpoints = options.KeepCheckpoints ?? 3,
            BestMetric = options.BestMetric is null ? BestCheckpoint.None : OneOf(options.BestMetric, BestCheckpoint.Metrics, nameof(options.BestMetric)),
            TensorBoard = options.TensorBoard ?? false,
        };
        if (options.BestMetric is null && ObjectiveCatalog.Find(settings.Objective) is { EstimatesWasserstein: true }) settings = settings with { BestMetric = BestCheckpoint.Estimate };
        if (options.ThreadCount is null) settings = settings with { ThreadCount = DefaultThreadCount(settings) };
        Check(settings);
        return settings;
    }

    /// <summary>The settings to go on with: those of the run, with what may change while it goes on.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="saved">The settings of the run.</param>
    /// <param name="diverged">Whether it diverged with them, so that others are wanted: step size and weight of the penalty may then be changed.</param>
    /// <exception cref="AutogradPSException">SettingFixed: another setting was given another value.</exception>
    public static TrainingSettings Resume(TrainingOptions options, TrainingSettings saved, bool diverged = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(saved);
        Fixed(options.Preset, saved.Preset, nameof(saved.Preset));
        Fixed(options.Objective, saved.Objective, nameof(saved.Objective));
        Fixed(options.ObjectiveScript, saved.ObjectiveScript, nameof(saved.Objective));
        if (saved.ObjectiveScript is not null && options.ObjectiveScript is null)
            throw new AutogradPSException("ObjectiveNotStored", ErrorKind.InvalidArgument,
                $"The run was trained with a script block, which cannot be made again from config.json. Give it again: -Objective {{ {saved.ObjectiveScript.Trim()} }}.");
        Fixed(options.Architecture, saved.Architecture, nameof(saved.Architecture));
        Fixed(options.CriticNorm, saved.CriticNorm, nameof(saved.CriticNorm));
        Fixed(options.BatchSize, saved.BatchSize, nameof(saved.BatchSize));
        Fixed(options.CriticSteps, saved.CriticSteps, nameof(saved.CriticSteps));
        if (!diverged) Fixed(options.Lambda, saved.Lambda, nameof(saved.Lambda));
        Fixed(options.Clip, saved.Clip, nameof(saved.Clip));
        Fixed(options.Optimizer, saved.Optimizer, nameof(saved.Optimizer));
        if (!diverged) Fixed(options.LearningRate, saved.LearningRate, nameof(saved.LearningRate));
        Fixed(options.DecayLearningRate, saved.DecayLearningRate, nameof(saved.DecayLearningRate));
        // The step size of each iteration would be another.
        if (saved.DecayLearningRate) Fixed(options.Iterations, saved.Iterations, nameof(saved.Iterations));
        Fixed(options.Beta1, saved.Beta1, nameof(saved.Beta1));
        Fixed(options.Beta2, saved.Beta2, nameof(saved.Beta2));
        Fixed(options.EmaDecay, saved.EmaDecay, nameof(saved.EmaDecay));
        // "auto" asks for what it chose then.
        if (!StepGradients.IsAuto(options.GradientMethod)) Fixed(options.GradientMethod, saved.GradientMethod, nameof(saved.GradientMethod));
        Fixed(options.Precision, saved.Precision, nameof(saved.Precision));
        Fixed(options.LatentSize, saved.LatentSize, nameof(saved.LatentSize));
        Fixed(options.HiddenSize, saved.HiddenSize, nameof(saved.HiddenSize));
        Fixed(options.BestMetric, saved.BestMetric, nameof(saved.BestMetric));
        Fixed(options.Seed, saved.Seed, nameof(saved.Seed));
        TrainingSettings settings = saved with
        {
            Iterations = options.Iterations ?? saved.Iterations,
            LearningRate = options.LearningRate ?? saved.LearningRate,
            Lambda = options.Lambda ?? saved.Lambda,
            Device = options.Device ?? saved.Device,
            ThreadCount = options.ThreadCount ?? saved.ThreadCount,
            LogEvery = options.LogEvery ?? saved.LogEvery,
            SampleEvery = options.SampleEvery ?? saved.SampleEvery,
            CheckpointEvery = options.CheckpointEvery ?? saved.CheckpointEvery,
            KeepCheckpoints = options.KeepCheckpoints ?? saved.KeepCheckpoints,
            TensorBoard = options.TensorBoard ?? saved.TensorBoard,
        };
        Devices.Parse(settings.Device);
        Check(settings);
        return settings;
    }

    private static void Fixed(object? given, object? saved, string setting)
    {
        bool same = given is null || (given is string text ? text.Equals((string?)saved, StringComparison.OrdinalIgnoreCase) : given.Equals(saved));
        if (!same)
            throw new AutogradPSException("SettingFixed", ErrorKind.InvalidArgument, FormattableString.Invariant(
                $"The run has -{setting} {saved}, and going on with {given} would make it another run. Leave -{setting} out, or start a new run."), given);
    }

    private static string DefaultArchitecture(long[] shape) => shape is [_, 28, 28] or [_, 32, 32] ? "dcgan" : "mlp";

    private static int DefaultHiddenSize(string architecture) => architecture switch { "dcgan" => 64, "resnet" => 128, _ => 512 };

    // Below some millions of multiplications a matrix, handing work to a second thread takes longer than the work, and on a busy
    // machine ten times as long.
    private static int DefaultThreadCount(TrainingSettings s) =>
        s.Architecture == "mlp" && (double)s.BatchSize * s.HiddenSize * s.HiddenSize < 8e6 ? 1 : Math.Min(get_num_threads(), Environment.ProcessorCount);

    /// <summary>The least of 1, 2, 5, 10, 20, 50, ... that is not below a number.</summary>
    internal static long RoundStep(double atLeast)
    {
        for (long power = 1; ; power *= 10)
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
                if (digit * power >= atLeast) return digit * power;
    }

    private static string OneOf(string value, IReadOnlyList<string> choices, string setting) =>
        choices.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? throw new AutogradPSException(setting + "Unknown", ErrorKind.InvalidArgument,
            $"-{setting} is '{value}'. Use one of {string.Join(", ", choices.Where(choice => choice != "custom"))}.", value);

    private static void Check(TrainingSettings s)
    {
        if (s is { Architecture: "custom", CriticNorm: not "none" })
            throw new AutogradPSException("CriticNormUnused", ErrorKind.InvalidArgument, "-CriticNorm is for the critics of -Architecture. Put LayerNorm or GroupNorm into the critic that is handed over.", s.CriticNorm);
        AtLeastOne(s.Iterations, nameof(s.Iterations));
        Require(s.BatchSize is >= 1 and <= MostSamples, s.BatchSize, nameof(s.BatchSize), $"1 to {MostSamples}");
        AtLeastOne(s.CriticSteps, nameof(s.CriticSteps));
        AtLeastOne(s.LatentSize, nameof(s.LatentSize));
        AtLeastOne(s.HiddenSize, nameof(s.HiddenSize));
        Require(s.ThreadCount is >= 1 and <= MaxThreadCount, s.ThreadCount, nameof(s.ThreadCount), $"1 to {MaxThreadCount}");
        AtLeastOne(s.LogEvery, nameof(s.LogEvery));
        AtLeastOne(s.SampleEvery, nameof(s.SampleEvery));
        AtLeastOne(s.CheckpointEvery, nameof(s.CheckpointEvery));
        AtLeastOne(s.KeepCheckpoints, nameof(s.KeepCheckpoints));
        // One's own objective has estimates in its records, whatever they mean.
        if (s.BestMetric == BestCheckpoint.Estimate && ObjectiveCatalog.Find(s.Objective) is { EstimatesWasserstein: false })
            throw new AutogradPSException("BestNotMeasured", ErrorKind.InvalidArgument,
                $"The objective {s.Objective} does not estimate a Wasserstein distance. Use -BestMetric {BestCheckpoint.Sliced}, or leave it out.", s.BestMetric);
        Require(double.IsFinite(s.Lambda) && s.Lambda >= 0, s.Lambda, nameof(s.Lambda), "0 or more");
        Require(double.IsFinite(s.Clip) && s.Clip > 0 && s.Clip <= float.MaxValue, s.Clip, nameof(s.Clip), "more than 0, and a float32");
        Require(double.IsFinite(s.LearningRate) && s.LearningRate > 0, s.LearningRate, nameof(s.LearningRate), "more than 0");
        Require(s.Beta1 is >= 0 and < 1, s.Beta1, nameof(s.Beta1), "in [0, 1)");
        Require(s.Beta2 is >= 0 and < 1, s.Beta2, nameof(s.Beta2), "in [0, 1)");
        Require(s.EmaDecay is >= 0 and < 1, s.EmaDecay, nameof(s.EmaDecay), "in [0, 1)");
    }

    /// <summary>The most threads: of many thousands, libgomp ends the process for want of memory.</summary>
    internal const int MaxThreadCount = 1024;

    // The most samples in a batch: beyond that, bytes can no longer be counted.
    private const long MostSamples = 1L << 40;

    private static void AtLeastOne(long value, string setting) => Require(value >= 1, value, setting, "1 or more");

    private static void Require(bool holds, object value, string setting, string range)
    {
        if (!holds)
            throw new AutogradPSException("SettingOutOfRange", ErrorKind.InvalidArgument, FormattableString.Invariant($"-{setting} is {value}; it must be {range}."), value);
    }
}
