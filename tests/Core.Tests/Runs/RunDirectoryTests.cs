using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Numbers_go_up_and_are_never_used_twice()
    {
        foreach ((string name, string expected) in (ReadOnlySpan<(string, string)>)[("toy", "toy-001"), ("toy", "toy-002"), ("ot/her", "other-001")])
        {
            using RunClaim claim = RunClaim.CreateNumbered(folder.Path, name);
            Assert.Equal(expected, claim.Directory.Name);
        }
    }

    [Fact]
    public void Many_at_once_get_directories_of_their_own()
    {
        RunClaim[] claims = new RunClaim[32];
        Parallel.For(0, claims.Length, i => claims[i] = RunClaim.CreateNumbered(folder.Path, "toy"));
        Assert.Equal(claims.Length, claims.Select(claim => claim.Directory.Name).Distinct().Count());
        foreach (RunClaim claim in claims) claim.Dispose();
    }

    [Fact]
    public void A_run_is_not_replaced_unless_it_may_be()
    {
        RunDirectory run = Made("run");
        File.WriteAllText(run.Config, "{}");
        File.WriteAllText(run.Metrics, "rows");
        File.WriteAllText(Path.Combine(run.Path, "notes.txt"), "mine");
        Assert.Equal("RunDirectoryExists", Refused(() => RunClaim.Create(run.Path, overwrite: false)));
        Assert.Equal("rows", File.ReadAllText(run.Metrics));

        RunClaim.Create(run.Path, overwrite: true).Dispose();
        Assert.False(File.Exists(run.Metrics));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(run.Path, "notes.txt")));
    }

    [Fact]
    public void A_folder_of_other_files_is_left_as_it_is()
    {
        File.WriteAllText(folder.File("notes.txt"), "mine");
        Assert.Equal("RunDirectoryExists", Refused(() => RunClaim.Create(folder.Path, overwrite: false)));
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_in_use_is_neither_replaced_nor_resumed_until_it_ends()
    {
        using (RunClaim claim = RunClaim.Create(folder.File("run"), overwrite: false))
        {
            File.WriteAllText(claim.Directory.Config, "{}");
            Assert.Equal("RunInUse", Refused(() => RunClaim.Create(claim.Directory.Path, overwrite: true)));
            Assert.Equal("RunInUse", Refused(() => RunClaim.Open(claim.Directory.Path)));
            Assert.True(File.Exists(claim.Directory.Config));
        }
        RunClaim.Open(folder.File("run")).Dispose();
    }

    [Fact]
    public void What_a_start_leaves_that_was_killed_before_its_config_is_in_nobodys_way()
    {
        RunDirectory run = Made("run");
        File.WriteAllText(run.Status, "{");
        File.WriteAllText(run.Config + ".ab12cd34.x1z.tmp", "{");
        RunClaim.Create(run.Path, overwrite: false).Dispose();
    }

    [Fact]
    public void Half_written_files_are_removed_by_the_next_training_and_others_are_not()
    {
        RunDirectory run = Made("run");
        File.WriteAllText(run.Config, "{}");
        Directory.CreateDirectory(run.Checkpoints);
        string half = Path.Combine(run.Checkpoints, "iteration-0000000012.safetensors.ab12cd34.x1z.tmp"), mine = Path.Combine(run.Path, "mine.tmp");
        foreach (string file in (string[])[half, mine]) File.WriteAllText(file, "half");
        RunClaim.Open(run.Path).Dispose();
        Assert.Equal((false, true), (File.Exists(half), File.Exists(mine)));
    }

    [Fact]
    public void A_file_in_the_way_is_a_clear_error()
    {
        File.WriteAllText(folder.File("file"), "");
        Assert.Equal("RunDirectoryNotWritable", Refused(() => RunClaim.Create(Path.Combine(folder.File("file"), "run"), overwrite: false)));
    }

    [Fact]
    public void Only_a_run_can_be_opened()
    {
        Assert.Equal("RunNotFound", Assert.Throws<AutogradPSException>(() => RunDirectory.Open(folder.Path)).ErrorId);
        RunDirectory run = Made("run");
        File.WriteAllText(run.Config, "{}");
        Assert.Equal(run.Path, RunDirectory.Open(run.Path + "/").Path);
    }

    private RunDirectory Made(string name)
    {
        using RunClaim claim = RunClaim.Create(folder.File(name), overwrite: false);
        return claim.Directory;
    }

    private static string Refused(Func<RunClaim> claim) => Assert.Throws<AutogradPSException>(claim).ErrorId;
}
