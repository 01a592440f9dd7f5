using AutogradPS.Data;
using AutogradPS.Objectives;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Everything a training session is started from.</summary>
/// <param name="Options">What the user asked for.</param>
/// <param name="Dataset">What is learned. Stays the caller's.</param>
public sealed record TrainingRequest(TrainingOptions Options, Dataset Dataset)
{
    /// <summary>The user's own critic, with <see cref="Generator"/>; null for one of the architectures.</summary>
    public nn.Module<Tensor, Tensor>? Critic { get; init; }

    /// <summary>The user's own generator.</summary>
    public nn.Module<Tensor, Tensor>? Generator { get; init; }

    /// <summary>The objective where it is the user's own; null for one of the options' name.</summary>
    public Objective? Objective { get; init; }

    /// <summary>The run's directory; null for a numbered one in <see cref="RunsFolder"/>.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Where numbered run directories go.</summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>Whether a run that is in <see cref="OutputDirectory"/> may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How many runs the training is, one for each seed; their disk is weighed together.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>The longest time to train; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The Wasserstein estimate at which to stop, see <see cref="StoppingRule"/>; null for none.</summary>
    public double? TargetEstimate { get; init; }

    /// <summary>Whether to train without <see cref="Setup.SetupCheck"/>.</summary>
    public bool SkipSetupCheck { get; init; }

    /// <summary>Told of what the user should know though it stops nothing.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The command as it was typed, for config.json.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The script that asked, which config.json names with the commit of its repository.</summary>
    public string? Script { get; init; }

    /// <summary>The settings that follow from the request.</summary>
    /// <exception cref="Errors.AutogradPSException">See <see cref="SettingsResolver.Resolve"/>.</exception>
    public TrainingSettings Resolve() => SettingsResolver.Resolve(AllOptions, Dataset);

    /// <summary>The options, with what follows from networks that were handed over.</summary>
    internal TrainingOptions AllOptions
    {
        get
        {
            TrainingOptions options = Objective is null ? Options : Options with { Objective = Objective.Name, ObjectiveScript = Objective.Script };
            return Generator is null ? options : options with { Architecture = "custom", LatentSize = options.LatentSize ?? InputSize(Generator) };
        }
    }

    // The weight of a first linear layer is [out, in].
    private static int? InputSize(nn.Module generator) => generator.parameters().FirstOrDefault()?.shape is [_, var size] ? (int)size : null;
}
