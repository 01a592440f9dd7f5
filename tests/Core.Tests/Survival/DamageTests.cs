using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Tests.Training;
using AutogradPS.Training;

namespace AutogradPS.Tests.Survival;

public sealed class DamageTests : IDisposable
{
    private static readonly TrainingOptions Options = TrainingData.Small with { Iterations = 12, LogEvery = 2, CheckpointEvery = 4 };

    private readonly TemporaryFolder folder = new();
    private readonly RunDirectory run;

    public DamageTests() => run = Train("run", Options);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Whatever_happens_to_the_newest_checkpoint_the_one_before_it_is_used()
    {
        CheckpointStore store = new(run);
        string newest = store.Files[0];
        byte[] sound = File.ReadAllBytes(newest), others = File.ReadAllBytes(new CheckpointStore(Train("other", Options with { Seed = 2 })).Files[0]);
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] damaged = Damage(sound, others, seed);
            File.WriteAllBytes(newest, damaged);
            List<string> warnings = [];
            using Checkpoint used = store.Newest(warnings.Add)!;
            Assert.True(used.Iteration == 8, $"seed {seed}: iteration {used.Iteration} was used");
            Assert.Contains(Path.GetFileName(newest), Assert.Single(warnings), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_run_with_a_damaged_checkpoint_ends_as_if_it_were_sound(int kind)
    {
        RunDirectory whole = Train("whole", Options);
        CheckpointStore store = new(run);
        byte[] others = File.ReadAllBytes(new CheckpointStore(Train("other", Options with { Seed = 2 })).Files[0]);
        // The newest two of the three.
        foreach (string file in store.Files.Take(2)) File.WriteAllBytes(file, Damage(File.ReadAllBytes(file), others, kind));
        List<string> warnings = [];
        Train("run", new TrainingOptions(), warnings.Add);
        Assert.Equal(2, warnings.Count);
        RunFiles.AssertSame(whole, run);
    }

    [Fact]
    public void What_diverged_is_never_gone_on_with()
    {
        foreach (string file in new CheckpointStore(run).Files) File.Move(file, Path.Combine(run.Checkpoints, "diverged.safetensors"), overwrite: true);
        Assert.Null(new CheckpointStore(run).Newest());
    }

    [Fact]
    public void Where_all_checkpoints_are_damaged_it_is_said_what_to_do_and_nothing_is_changed()
    {
        foreach (string file in new CheckpointStore(run).Files) File.WriteAllBytes(file, Damage(File.ReadAllBytes(file), [], 2));
        byte[] rows = File.ReadAllBytes(run.Metrics);
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Train("run", new TrainingOptions()));
        Assert.Equal("CheckpointsDamaged", error.ErrorId);
        Assert.Contains("-Force", error.Message, StringComparison.Ordinal);
        Assert.Equal(rows, File.ReadAllBytes(run.Metrics));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"format\": 1, \"run\": \"r")]
    [InlineData("null")]
    public void A_damaged_config_is_replaced_by_its_copy(string text)
    {
        RunDirectory whole = Train("whole", Options with { Iterations = 16 });
        File.WriteAllText(run.Config, text);
        List<string> warnings = [];
        Train("run", new TrainingOptions { Iterations = 16 }, warnings.Add);
        Assert.Contains("is damaged", Assert.Single(warnings), StringComparison.Ordinal);
        RunFiles.AssertSame(whole, run);
        Assert.Equal(16, RunJson.Read<RunConfig>(run.Config).Settings.Iterations);
    }

    [Theory]
    [InlineData("status.json", "")]
    [InlineData("status.json", "{ \"state\": \"runn")]
    [InlineData("timing.csv", "")]
    [InlineData("timing.csv", "Iteration,Elapsed")]
    public void What_training_does_not_need_stops_no_resumption(string file, string text)
    {
        RunDirectory whole = Train("whole", Options with { Iterations = 16 });
        File.WriteAllText(Path.Combine(run.Path, file), text);
        Train("run", new TrainingOptions { Iterations = 16 });
        Assert.Equal(File.ReadAllText(whole.Metrics), File.ReadAllText(run.Metrics));
    }

    [Theory]
    [InlineData("14,0.5,0.")]
    [InlineData("14")]
    [InlineData("\0\0\0\0\0\0")]
    public void A_torn_last_row_is_cut_off(string tail)
    {
        RunDirectory whole = Train("whole", Options with { Iterations = 16 });
        File.AppendAllText(run.Metrics, tail);
        Train("run", new TrainingOptions { Iterations = 16 });
        RunFiles.AssertSame(whole, run);
    }

    private static byte[] Damage(byte[] sound, byte[] others, int seed)
    {
        Random random = new(seed);
        byte[] bytes = [.. sound];
        int at = random.Next(bytes.Length);
        switch (seed % 5)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [];
            case 3:
                bytes.AsSpan(at, random.Next(bytes.Length - at) + 1).Clear();
                // A range that was zero before is no damage.
                return bytes.AsSpan().SequenceEqual(sound) ? bytes[..^1] : bytes;
            default:
                return others;
        }
    }

    private RunDirectory Train(string name, TrainingOptions options, Action<string>? warn = null)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name), Warn = warn };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        foreach (TrainingRecord _ in session.Run())
        {
        }
        return session.Directory;
    }
}
