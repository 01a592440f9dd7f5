using System.Text.RegularExpressions;
using AutogradPS.Runs;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed partial class RunLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_entry_begins_with_its_time_and_further_lines_are_indented()
    {
        RunLog log = new(folder.File("log"));
        log.Write("started", "Start-WganTraining `\r\n  -Seed 1\n");
        new RunLog(folder.File("log")).Write("completed", "at last");
        string[] lines = File.ReadAllLines(folder.File("log"));
        Assert.Equal(3, lines.Length);
        Assert.Matches(Entry(), lines[0]);
        Assert.EndsWith("Z started     Start-WganTraining `", lines[0], StringComparison.Ordinal);
        Assert.Equal("      -Seed 1", lines[1]);
        Assert.EndsWith("Z completed   at last", lines[2], StringComparison.Ordinal);
        Assert.InRange(DateTime.UtcNow - DateTimeOffset.Parse(lines[2].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_no_error()
    {
        Directory.CreateDirectory(folder.File("log"));
        new RunLog(folder.File("log")).Write("started", "all the same");
        Assert.True(Directory.Exists(folder.File("log")));
    }

    [Fact]
    public void A_run_tells_how_it_started_was_stopped_resumed_and_ended()
    {
        TrainingOptions options = TrainingData.Small with { Iterations = 6, CheckpointEvery = 2, BestMetric = "SlicedWasserstein" };
        Train("run", options, until: 3);
        string[] first = Subjects("run");
        Assert.Equal(["started", "software", "machine", "settings", "gradients", "data", "checkpoint", "checkpoint", "stopped"], first);
        File.WriteAllText(new CheckpointStore(new RunDirectory(folder.File("run"))).FileOf(3), "damaged");
        Train("run", new TrainingOptions());
        Assert.Equal([.. first, "resumed", "software", "machine", "settings", "gradients", "data", "warning", "checkpoint", "checkpoint", "completed"], Subjects("run"));
        string text = File.ReadAllText(folder.File("run/log"));
        Assert.Contains("iteration-0000000002.safetensors, the best so far: SlicedWasserstein 0.", text, StringComparison.Ordinal);
        Assert.Contains("resumed     from the checkpoint of iteration 2", text, StringComparison.Ordinal);
        Assert.Contains("was passed over", text, StringComparison.Ordinal);
        Assert.Contains("stopped     at iteration 3 after", text, StringComparison.Ordinal);
        Assert.Contains(TrainingData.Toy.Fingerprint, text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_the_findings_of_the_setup_and_a_divergence_with_its_rows()
    {
        Assert.Throws<TrainingDivergedException>(() => Train("diverged", TrainingData.Small with { Optimizer = "sgd", LearningRate = 40, Iterations = 1000, Lambda = 0 }));
        string text = File.ReadAllText(folder.File("diverged/log"));
        Assert.Contains("warning     Penalty: -Lambda is 0", text, StringComparison.Ordinal);
        Assert.Matches(@"\S+Z diverged    at iteration \d+ after [\d.]+ s: Training diverged", text);
        Assert.Contains("Iteration 1: CriticLoss", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_names_machine_and_versions()
    {
        Train("run", TrainingData.Small);
        RunConfig config = RunJson.Read<RunConfig>(folder.File("run/config.json"));
        Assert.Equal((Environment.MachineName, Environment.ProcessorCount), (config.Machine!.Host, config.Machine.ProcessorCount));
        Assert.True(config.Machine.Processor.Length > 0 && config.Machine.MemoryGiB > 0);
        Assert.Null(config.Machine.Gpus);
        Assert.Equal(("cpu", 1, 1L), (config.Settings.Device, config.Settings.ThreadCount, config.Settings.Seed));
        Assert.Equal(64, config.Dataset.Fingerprint.Split(':')[^1].Length);
        Assert.All([config.Versions.AutogradPS, config.Versions.TorchSharp, config.Versions.LibTorch, config.Versions.DotNet], version => Assert.Matches(@"^\d+\.", version));
    }

    private string[] Subjects(string name) =>
        [.. File.ReadLines(folder.File(name + "/log")).Where(line => Entry().IsMatch(line)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];

    private void Train(string name, TrainingOptions options, long until = long.MaxValue)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name) };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        foreach (TrainingRecord record in session.Run())
            if (record.Iteration >= until) break;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S")]
    private static partial Regex Entry();
}
