using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;
using AutogradPS.Tests.Training;

namespace AutogradPS.Tests.Survival;

public sealed class KillTests : IDisposable
{
    private const int Kills = 25;
    private const long Endless = 10_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Two runs at once, on two cores: fifty kills in all.
    [Fact]
    public async Task Runs_killed_at_fifty_random_moments_end_as_if_they_had_never_been()
    {
        await Task.WhenAll(TrainingChild.Options.Keys.Select((name, seed) => Task.Run(() => KillAgainAndAgain(name, new Random(seed)))));
        foreach (string name in TrainingChild.Options.Keys)
        {
            RunDirectory killed = RunDirectory.Open(folder.File(name));
            using (Checkpoint last = new CheckpointStore(killed).Newest()!)
            {
                // All the kills together have not kept it from its work.
                Assert.InRange(last.Iteration, 2 * Kills, Endless);
                long end = last.Iteration + 9;
                Train(killed.Path, new TrainingOptions { Iterations = end });
                Train(folder.File("whole-" + name), TrainingChild.Options[name] with { Iterations = end, CheckpointEvery = end, SampleEvery = end });
            }
            RunFiles.AssertSame(RunDirectory.Open(folder.File("whole-" + name)), killed);
            RunFiles.AssertClean(killed);
        }
    }

    [Fact]
    public void A_second_training_of_a_run_is_refused_until_the_first_is_killed()
    {
        using TrainingChild child = TrainingChild.Start(folder.File("run"), "penalty", Endless);
        child.WaitForStep();
        AutogradPSException refused = Assert.Throws<AutogradPSException>(() => Train(folder.File("run"), new TrainingOptions { Iterations = Endless }));
        Assert.Equal("RunInUse", refused.ErrorId);
        Assert.Contains("by process", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Running, RunReader.Read(folder.File("run")).Status);
        child.Kill();
        WganRun died = RunReader.Read(folder.File("run"));
        Assert.Equal(RunState.Died, died.Status);
        Train(folder.File("run"), new TrainingOptions { Iterations = died.Iteration + 5 });
        Assert.Equal(RunState.Completed, RunReader.Read(folder.File("run")).Status);
    }

    // Every fifth time while it starts, wherever that is; otherwise while it trains, and writes as often as it can.
    private void KillAgainAndAgain(string name, Random random)
    {
        string path = folder.File(name);
        for (int kill = 0; kill < Kills; kill++)
        {
            using TrainingChild child = TrainingChild.Start(path, name, Endless);
            bool starting = kill % 5 == 0;
            if (!starting) child.WaitForStep(random.Next(1, 50));
            Thread.Sleep(TimeSpan.FromMilliseconds(starting ? random.Next(100, 800) : 5 * random.NextDouble()));
            child.Kill();
            if (RunDirectory.IsRun(path)) Assert.Equal(RunState.Died, RunReader.Read(path).Status);
        }
    }

    private static void Train(string path, TrainingOptions options)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = path };
        using TrainingSession session = RunDirectory.IsRun(path) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        foreach (TrainingRecord _ in session.Run())
        {
        }
    }
}
