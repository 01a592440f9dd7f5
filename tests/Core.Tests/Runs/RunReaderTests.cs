using System.Diagnostics;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;
using AutogradPS.Tests.Training;

namespace AutogradPS.Tests.Runs;

public sealed class RunReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_shows_its_settings_and_its_last_row()
    {
        List<TrainingRecord> records = Train("a");
        WganRun run = RunReader.Read(folder.File("a"));
        Assert.Equal(("a", RunState.Completed, 6L), (run.Name, run.Status, run.Iteration));
        Assert.Equal(("8Gaussians", 16L, 0.1), (run.Settings["Dataset"], run.Settings["batchsize"], run.Settings["Lambda"]));
        Assert.Equal(records[^1].CriticLoss, (float)(double)run.Metrics["CriticLoss"]!);
        Assert.InRange(run.Duration.TotalSeconds, records[^1].ElapsedSeconds - 0.01, 600);
        Assert.InRange(DateTime.Now - run.Started, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_run_is_running_while_its_process_is_there()
    {
        Train("a");
        SetStatus("a", Environment.ProcessId, Environment.MachineName);
        // The process is there, but it does not train this run any more.
        Assert.Equal(RunState.Died, RunReader.Read(folder.File("a")).Status);
        using (RunClaim.Open(folder.File("a"))) Assert.Equal(RunState.Running, RunReader.Read(folder.File("a")).Status);
        // Of a process elsewhere nothing can be known.
        SetStatus("a", int.MaxValue, "another-machine");
        Assert.Equal(RunState.Running, RunReader.Read(folder.File("a")).Status);
    }

    [Fact]
    public void A_run_whose_process_was_killed_has_died_with_the_rows_it_wrote()
    {
        Train("a");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--info") { RedirectStandardOutput = true })!;
        process.Kill();
        process.WaitForExit();
        SetStatus("a", process.Id, Environment.MachineName);
        WganRun run = RunReader.Read(folder.File("a"));
        Assert.Equal((RunState.Died, 6L), (run.Status, run.Iteration));
    }

    [Fact]
    public void A_younger_process_of_the_same_number_is_not_the_runs()
    {
        Train("a");
        RunDirectory run = new(folder.File("a"));
        RunJson.Write(run.Status, new RunStatus(RunState.Running, 3, 1, DateTime.UnixEpoch, null, Environment.ProcessId, Environment.MachineName));
        Assert.Equal(RunState.Died, RunReader.Read(run.Path).Status);
    }

    [Theory]
    [InlineData("config.json", "")]
    [InlineData("config.json", "{ \"settings\": 1 }")]
    [InlineData("config.json", "[]")]
    [InlineData("metrics.csv", "Iteration,CriticLoss\n1\n")]
    public void A_damaged_file_is_named(string file, string text)
    {
        Train("a");
        File.Delete(new RunDirectory(folder.File("a")).ConfigCopy);
        File.WriteAllText(folder.File("a/" + file), text);
        AutogradPSException error = Assert.ThrowsAny<AutogradPSException>(() => RunReader.Read(folder.File("a")));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \"settings\": { \"pre")]
    public void A_damaged_config_has_a_copy(string text)
    {
        Train("a");
        WganRun before = RunReader.Read(folder.File("a"));
        File.WriteAllText(folder.File("a/config.json"), text);
        Assert.Equal(before.Settings, RunReader.Read(folder.File("a")).Settings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \"state\": \"comple")]
    public void A_damaged_status_hides_no_run(string text)
    {
        Train("a");
        File.WriteAllText(folder.File("a/status.json"), text);
        WganRun run = RunReader.Read(folder.File("a"));
        Assert.Equal((RunState.Died, 6L), (run.Status, run.Iteration));
        Assert.Contains("is damaged", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_runs_is_told_from_one_that_has_none()
    {
        Train("a");
        Assert.Contains("*", Error(folder.Path).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("empty"));
        Assert.Equal("RunNotFound", Error(folder.File("empty")).ErrorId);
        Assert.Equal("RunNotFound", Error(folder.File("missing")).ErrorId);
    }

    [Fact]
    public void Settings_of_other_versions_are_read_as_they_are()
    {
        Train("a");
        string config = folder.File("a/config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"clip\": 0.01", "\"novelty\": true", StringComparison.Ordinal));
        WganRun run = RunReader.Read(folder.File("a"));
        Assert.Equal(true, run.Settings["Novelty"]);
        Assert.False(run.Settings.ContainsKey("Clip"));
    }

    [Fact]
    public void Runs_are_compared_by_what_differs()
    {
        Train("a");
        Train("b", TrainingData.Small with { Lambda = 10, Objective = "wgan-gp" });
        IReadOnlyList<ComparedRun> compared = RunComparison.Of([RunReader.Read(folder.File("a")), RunReader.Read(folder.File("b"))]);
        Assert.Equal(["Lambda 0.1", "Lambda 10"], compared.Select(c => c.Difference));
        Assert.Equal([0.1, 10L], compared.Select(c => c.Differences["Lambda"]));
        Assert.All(compared, c => Assert.IsType<double>(c.Metrics["WassersteinEstimate"]));
        Assert.Equal("", RunComparison.Of([compared[0].Source])[0].Difference);
        Assert.Equal(6, compared[0].Source.Rows("x", ["Lambda"]).Count());
    }

    private static AutogradPSException Error(string path) => Assert.ThrowsAny<AutogradPSException>(() => RunReader.Read(path));

    private void SetStatus(string name, int process, string host) =>
        RunJson.Write(folder.File(name + "/status.json"), new RunStatus(RunState.Running, 0, 0, DateTime.UtcNow, null, process, host));

    private List<TrainingRecord> Train(string name, TrainingOptions? options = null)
    {
        using TrainingSession session = TrainingSession.Start(new TrainingRequest(options ?? TrainingData.Small, TrainingData.Toy) { OutputDirectory = folder.File(name) });
        return [.. session.Run()];
    }
}
