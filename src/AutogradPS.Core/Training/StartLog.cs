using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>What the log says of a run's start or resumption. The first warnings come before there is a directory to log in.</summary>
internal sealed class StartLog
{
    private readonly List<string> warnings = [];

    /// <summary>The request, whose warnings are remembered for the log.</summary>
    public TrainingRequest Listen(TrainingRequest request) => request with
    {
        Warn = warning =>
        {
            warnings.Add(warning);
            request.Warn?.Invoke(warning);
        },
    };

    /// <summary>Writes how it starts, with what software, machine, settings and data, and the warnings so far.</summary>
    public void Write(RunDirectory directory, string subject, string how, RunConfig config)
    {
        TrainingSettings s = config.Settings;
        RunLog log = new(directory.Log);
        log.Write(subject, how);
        log.Write("software", config.Versions.ToString());
        log.Write("machine", FormattableString.Invariant($"{config.Machine}; process {Environment.ProcessId}, device {s.Device}, {s.ThreadCount} threads"));
        log.Write("settings", FormattableString.Invariant(
            $"preset {s.Preset}, objective {s.Objective}, architecture {s.Architecture}, {s.Iterations} iterations, batch size {s.BatchSize}, seed {s.Seed}; all in config.json"));
        log.Write("gradients", $"{s.GradientMethod}: {StepGradients.Describe(s.GradientMethod)}; {s.Precision}");
        log.Write("data", $"{config.Dataset.Name}, {config.Dataset.Fingerprint}");
        foreach (string warning in warnings) log.Write("warning", warning);
    }
}
