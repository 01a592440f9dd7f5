using AutogradPS.Runs;
using AutogradPS.Tests.Training;
using AutogradPS.Training;

namespace AutogradPS.Tests.Survival;

public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // 128 and the signal's number, as of any process that it ended.
    [UnixTheory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_process_that_is_asked_to_end_leaves_a_run_to_go_on_with(string signal, int code)
    {
        string path = folder.File("run");
        using (TrainingChild child = TrainingChild.Start(path, "penalty", 10_000_000))
        {
            child.WaitForStep(5);
            child.Signal(signal);
            Assert.Equal((code, ""), child.WaitForEnd());
        }
        WganRun run = RunReader.Read(path);
        Assert.Equal(RunState.Stopped, run.Status);
        Assert.Contains($"asked to end (SIG{signal})", run.Message, StringComparison.Ordinal);
        // The last step that was done is in the checkpoint, not only the last one of -CheckpointEvery.
        using (Checkpoint last = new CheckpointStore(new RunDirectory(path)).Newest()!) Assert.Equal(run.Iteration, last.Iteration);

        long end = run.Iteration + 5;
        Train(path, new TrainingOptions { Iterations = end });
        Train(folder.File("whole"), TrainingChild.Options["penalty"] with { Iterations = end });
        RunFiles.AssertSame(new RunDirectory(folder.File("whole")), new RunDirectory(path));
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
