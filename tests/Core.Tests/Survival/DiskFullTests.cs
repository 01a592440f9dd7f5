using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Tests.Training;
using AutogradPS.Training;
using AutogradPS.Training.Setup;

namespace AutogradPS.Tests.Survival;

public sealed class DiskFullTests : IDisposable
{
    private const long Never = 1_000_000;

    private static readonly TrainingOptions Options = TrainingData.Small with { Iterations = 60, CheckpointEvery = 3 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // What is written first after the disk is full, by what is written at all.
    [SmallDiskTheory]
    [InlineData("metrics.csv", 1, Never, Never, 0)]
    [InlineData("checkpoints", Never, 3, Never, 0)]
    [InlineData("samples", Never, Never, 7, 30)]
    [InlineData("samples", Never, Never, Never, 0)]
    [InlineData("status.json", Never, 3, Never, 20)]
    public void A_full_disk_costs_nothing_that_was_finished(string first, long logEvery, long checkpointEvery, long sampleEvery, int freeKibibytes)
    {
        using SmallDisk disk = new(folder.File("disk"), "2m");
        Dataset data = TrainingData.Toy;
        RunDirectory whole = Train(folder.File("whole"), data, Options with { LogEvery = logEvery });
        RunDirectory run = Train(disk.File("run"), data, Options with { LogEvery = logEvery }, steps: 13);
        byte[] rows = File.ReadAllBytes(run.Metrics);

        Action fill = () => disk.Fill(freeKibibytes);
        TrainingOptions rest = new() { CheckpointEvery = checkpointEvery, SampleEvery = sampleEvery };
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train(run.Path, data, rest, first: fill));
        Assert.Equal("DiskFull", error.ErrorId);
        foreach (string told in (string[])["disk is full", "KiB free", "needs about", "-Resume", "checkpoint 'iteration-", run.Path]) Assert.Contains(told, error.Message, StringComparison.Ordinal);
        if (first != "status.json") Assert.Contains(first, ((AutogradPSException)error.InnerException!).Target!.ToString(), StringComparison.Ordinal);
        Assert.True(File.ReadAllBytes(run.Metrics).AsSpan().StartsWith(rows));
        using (Checkpoint kept = new CheckpointStore(run).Newest(warning => Assert.Fail(warning))!) Assert.InRange(kept.Iteration, 4, 60);
        Assert.NotEqual(RunState.Running, RunReader.Read(run.Path).Status);
        RunFiles.AssertClean(run);

        disk.Free();
        Train(run.Path, data, new TrainingOptions { CheckpointEvery = 100, SampleEvery = 100 });
        RunFiles.AssertSame(whole, run);
        Assert.Equal(RunState.Completed, RunReader.Read(run.Path).Status);
    }

    [SmallDiskTheory]
    [InlineData("3m", 1, SetupSeverity.Error, "The run needs about 5 MiB")]
    [InlineData("8m", 1, SetupSeverity.Warning, "The run needs about 5 MiB")]
    [InlineData("8m", 2, SetupSeverity.Error, "The 2 runs need about 9 MiB")]
    public void The_setup_check_weighs_a_small_disk_before_there_is_a_directory(string size, int runs, SetupSeverity severity, string reason)
    {
        using SmallDisk disk = new(folder.File("disk"), size);
        TrainingRequest request = new(TrainingData.Small, TrainingData.Toy) { OutputDirectory = disk.File("runs/of/today"), Runs = runs };
        SetupFinding finding = Assert.Single(SetupCheck.Run(request));
        Assert.Equal(("Disk", severity), (finding.Check, finding.Severity));
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
        if (severity == SetupSeverity.Error) Assert.Equal("SetupRefused", Assert.Throws<AutogradPSException>(() => TrainingSession.Start(request)).ErrorId);
        Assert.False(Directory.Exists(disk.File("runs")));
    }

    [SmallDiskTheory]
    [InlineData(0)]
    public void A_run_that_cannot_even_begin_says_so(int freeKibibytes)
    {
        using SmallDisk disk = new(folder.File("disk"), "2m");
        Dataset data = TrainingData.Toy;
        disk.Fill(freeKibibytes);
        AutogradPSException error = Assert.ThrowsAny<AutogradPSException>(() => Train(disk.File("run"), data, Options));
        Assert.Contains(error.ErrorId, (string[])["DiskFull", "RunDirectoryNotWritable"]);
        disk.Free();
        Assert.Equal(RunState.Completed, RunReader.Read(Train(disk.File("run"), data, Options with { Iterations = 3 }).Path).Status);
    }

    [SmallDiskTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_disk_that_becomes_read_only_is_told(bool atStart)
    {
        using SmallDisk disk = new(folder.File("disk"), "8m");
        Dataset data = TrainingData.Toy;
        if (!atStart) Train(disk.File("run"), data, Options, steps: 13);
        disk.MakeReadOnly();
        Assert.Equal("RunDirectoryNotWritable", Assert.Throws<AutogradPSException>(() => Train(disk.File("run"), data, atStart ? Options : new TrainingOptions())).ErrorId);
    }

    [Fact]
    public void A_directory_that_is_removed_meanwhile_does_not_come_back()
    {
        Dataset data = TrainingData.Toy;
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train(folder.File("run"), data, Options, first: () => Directory.Delete(folder.File("run"), recursive: true)));
        Assert.Equal("RunDirectoryGone", error.ErrorId);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void A_directory_that_is_moved_meanwhile_goes_on_at_its_new_place()
    {
        Dataset data = TrainingData.Toy;
        RunDirectory whole = Train(folder.File("whole"), data, Options);
        Train(folder.File("run"), data, Options, steps: 13);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() =>
            Train(folder.File("run"), data, new TrainingOptions(), first: () => Directory.Move(folder.File("run"), folder.File("moved"))));
        Assert.Equal("RunDirectoryGone", error.ErrorId);
        Assert.False(Directory.Exists(folder.File("run")));
        RunFiles.AssertSame(whole, Train(folder.File("moved"), data, new TrainingOptions()));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_told_and_the_run_goes_on_when_it_can()
    {
        Dataset data = TrainingData.Toy;
        RunDirectory whole = Train(folder.File("whole"), data, Options), run = new(folder.File("run"));
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train(run.Path, data, Options, first: () => Directory.Move(run.Checkpoints, run.Path + "-aside"), then: () => File.WriteAllText(run.Checkpoints, "a file")));
        Assert.Equal("FileNotWritable", error.ErrorId);
        Assert.Contains("-Resume", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Failed, RunReader.Read(run.Path).Status);
        File.Delete(run.Checkpoints);
        RunFiles.AssertSame(whole, Train(run.Path, data, new TrainingOptions()));
    }

    private static RunDirectory Train(string path, Dataset data, TrainingOptions options, int steps = int.MaxValue, Action? first = null, Action? then = null)
    {
        TrainingRequest request = new(options, data) { OutputDirectory = path, SkipSetupCheck = true };
        using TrainingSession session = RunDirectory.IsRun(path) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        using CancellationTokenSource cancellation = new();
        session.BeforeStep = () =>
        {
            first?.Invoke();
            then?.Invoke();
            first = then = null;
            if (--steps < 0) cancellation.Cancel();
        };
        foreach (TrainingRecord _ in session.Run(cancellation.Token))
        {
        }
        return session.Directory;
    }
}
