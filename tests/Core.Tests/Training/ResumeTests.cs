using AutogradPS.Errors;
using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Tests.Survival;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingOptions Options = TrainingData.Small with { Iterations = 12, CriticSteps = 3, CheckpointEvery = 4, LogEvery = 2 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void A_resumed_run_is_the_uninterrupted_one_bit_for_bit(string optimizer)
    {
        TrainingOptions options = Options with { Optimizer = optimizer };
        RunDirectory whole = Train("whole", options);
        RunDirectory parts = Train("parts", options, steps: 5);
        for (int rest = 0; rest < 3; rest++) parts = Train("parts", steps: 9);
        parts = Train("parts");
        RunFiles.AssertSame(whole, parts);
    }

    [Fact]
    public void Rows_after_the_checkpoint_are_written_again()
    {
        RunDirectory whole = Train("whole", Options);
        RunDirectory killed = Train("killed", Options);
        // As if the process had been killed in iteration 12: the last checkpoint is that of iteration 8, the rows go on, one is cut.
        File.Delete(new CheckpointStore(killed).FileOf(12));
        File.AppendAllText(killed.Metrics, "14,0.5,0.");
        Train("killed");
        RunFiles.AssertSame(whole, killed);
    }

    [Fact]
    public void A_run_without_a_checkpoint_starts_again()
    {
        RunDirectory whole = Train("whole", Options);
        RunDirectory killed = Train("killed", Options);
        Directory.Delete(killed.Checkpoints, recursive: true);
        Train("killed");
        RunFiles.AssertSame(whole, killed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_damaged_checkpoint_is_passed_over_with_a_warning(int damage)
    {
        RunDirectory whole = Train("whole", Options);
        RunDirectory damaged = Train("damaged", Options);
        string newest = new CheckpointStore(damaged).Files[0];
        byte[] bytes = File.ReadAllBytes(newest);
        int place = damage switch { 0 => 3, 1 => 40, 2 => bytes.Length / 2, 3 => bytes.Length - 1, _ => -1 };
        if (place >= 0) bytes[place] ^= 0x10;
        else bytes = bytes[..(bytes.Length - 5)];
        File.WriteAllBytes(newest, bytes);

        List<string> warnings = [];
        Train("damaged", warn: warnings.Add);
        Assert.Contains("was passed over", Assert.Single(warnings), StringComparison.Ordinal);
        RunFiles.AssertSame(whole, damaged);
    }

    [Fact]
    public void Where_no_checkpoint_is_sound_nothing_is_overwritten()
    {
        RunDirectory run = Train("run", Options);
        foreach (string file in new CheckpointStore(run).Files) File.WriteAllText(file, "no checkpoint");
        byte[] metrics = File.ReadAllBytes(run.Metrics);
        Assert.Equal("CheckpointsDamaged", Assert.Throws<AutogradPSException>(() => Train("run")).ErrorId);
        Assert.Equal(metrics, File.ReadAllBytes(run.Metrics));
    }

    [Fact]
    public void The_newest_few_checkpoints_are_kept()
    {
        RunDirectory run = Train("run", Options with { CheckpointEvery = 1 });
        Assert.Equal(["iteration-0000000012.safetensors", "iteration-0000000011.safetensors", "iteration-0000000010.safetensors"],
            new CheckpointStore(run).Files.Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_can_be_made_longer()
    {
        RunDirectory whole = Train("whole", Options with { Iterations = 20 });
        Train("longer", Options);
        RunDirectory longer = Train("longer", new TrainingOptions { Iterations = 20 });
        RunFiles.AssertSame(whole, longer);
        Assert.Equal(20, RunJson.Read<RunConfig>(longer.Config).Settings.Iterations);
    }

    [Fact]
    public void A_falling_step_size_resumes_too_and_fixes_the_length_of_the_run()
    {
        TrainingOptions options = Options with { DecayLearningRate = true };
        RunDirectory whole = Train("whole", options);
        Assert.Equal(Enumerable.Range(1, 6).Select(i => 1e-4 * (1 - (((2.0 * i) - 1) / 12))), MetricCsv.Read(whole.Metrics).Numbers("LearningRate"), (a, b) => Math.Abs(a - b) < 1e-15);
        Train("parts", options, steps: 17);
        RunFiles.AssertSame(whole, Train("parts"));
        Assert.Equal("SettingFixed", Assert.Throws<AutogradPSException>(() => Train("parts", new TrainingOptions { Iterations = 20 })).ErrorId);
    }

    [Fact]
    public void The_proof_finds_a_run_resumable_and_leaves_it_alone()
    {
        RunDirectory run = Train("run", Options);
        DateTime before = File.GetLastWriteTimeUtc(run.Metrics);
        ResumeProof proof = ResumeProof.Of(run.Path, new TrainingOptions(), null, 5);
        Assert.True(proof.IsIdentical, string.Join(", ", proof.Differences));
        Assert.Equal(("run", 5, 2), (proof.Run, proof.Iterations, proof.StoppedAt));
        Assert.Equal(before, File.GetLastWriteTimeUtc(run.Metrics));
    }

    [Fact]
    public void Another_learning_rate_would_be_another_run()
    {
        Train("run", Options);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train("run", new TrainingOptions { LearningRate = 0.5 }));
        Assert.Equal("SettingFixed", error.ErrorId);
        // The same value is no change.
        Train("run", new TrainingOptions { LearningRate = 1e-4, Objective = "WGAN-GP" });
    }

    // Starts a run, or goes on with it where it is there; stops after a number of steps of critic and generator.
    private RunDirectory Train(string name, TrainingOptions? options = null, int steps = int.MaxValue, Action<string>? warn = null)
    {
        TrainingRequest request = new(options ?? new TrainingOptions(), TrainingData.Toy) { OutputDirectory = folder.File(name), Warn = warn };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        using CancellationTokenSource cancellation = new();
        session.BeforeStep = () =>
        {
            if (--steps < 0) cancellation.Cancel();
        };
        Assert.InRange(session.Run(cancellation.Token).Count(), 0, 20);
        return session.Directory;
    }
}
