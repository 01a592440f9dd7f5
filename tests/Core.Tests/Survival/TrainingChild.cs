using System.Diagnostics;
using System.Globalization;
using AutogradPS.Training;

namespace AutogradPS.Tests.Survival;

/// <summary>A training in a process of its own, which starts a run or goes on with it.</summary>
internal sealed class TrainingChild : IDisposable
{
    private readonly Process process;

    /// <summary>The runs that a child can train, by name: one on the direct path, one through autograd with buffers of its own.</summary>
    public static IReadOnlyDictionary<string, TrainingOptions> Options { get; } = new Dictionary<string, TrainingOptions>
    {
        ["penalty"] = Tiny,
        ["spectral"] = Tiny with { Objective = "sn", Optimizer = "rmsprop" },
    };

    private static TrainingOptions Tiny => new()
    {
        Objective = "wgan-gp", BatchSize = 16, HiddenSize = 8, CriticSteps = 2, LogEvery = 1, SampleEvery = 40, CheckpointEvery = 2, ThreadCount = 1, Seed = 3,
    };

    private TrainingChild(Process process) => this.process = process;

    /// <summary>Starts the process.</summary>
    public static TrainingChild Start(string directory, string name, long iterations)
    {
        string[] command = ["dotnet", "exec", typeof(TrainingChild).Assembly.Location, directory, iterations.ToString(CultureInfo.InvariantCulture), name];
        // Under nohup or in the background this process ignores signals, which a child inherits.
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=HUP,TERM,INT", .. command];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return new TrainingChild(Process.Start(start)!);
    }

    /// <summary>Waits until it begins with a step: its first, or a later one.</summary>
    public void WaitForStep(int number = 1)
    {
        for (int step = 0; step < number; step++)
            if (process.StandardOutput.ReadLine() is null) throw new InvalidOperationException(process.StandardError.ReadToEnd());
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="name">TERM, HUP, ...</param>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public (int Code, string Error) WaitForEnd()
    {
        // It goes on telling its steps.
        Task drained = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        drained.Wait();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
