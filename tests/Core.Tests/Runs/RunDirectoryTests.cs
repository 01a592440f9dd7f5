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
        Assert.Equal("toy-001", RunDirectory.CreateNumbered(folder.Path, "toy").Name);
        Assert.Equal("toy-002", RunDirectory.CreateNumbered(folder.Path, "toy").Name);
        Assert.Equal("other-001", RunDirectory.CreateNumbered(folder.Path, "ot/her").Name);
    }

    [Fact]
    public void Many_at_once_get_directories_of_their_own()
    {
        string[] names = new string[32];
        Parallel.For(0, names.Length, i => names[i] = RunDirectory.CreateNumbered(folder.Path, "toy").Name);
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void A_run_is_not_replaced_unless_it_may_be()
    {
        RunDirectory run = RunDirectory.Create(folder.File("run"), overwrite: false);
        File.WriteAllText(run.Metrics, "rows");
        File.WriteAllText(Path.Combine(run.Path, "notes.txt"), "mine");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => RunDirectory.Create(run.Path, overwrite: false));
        Assert.Equal("RunDirectoryExists", error.ErrorId);
        Assert.Equal("rows", File.ReadAllText(run.Metrics));

        RunDirectory.Create(run.Path, overwrite: true);
        Assert.False(File.Exists(run.Metrics));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(run.Path, "notes.txt")));
    }

    [Fact]
    public void A_file_in_the_way_is_a_clear_error()
    {
        File.WriteAllText(folder.File("file"), "");
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => RunDirectory.Create(Path.Combine(folder.File("file"), "run"), overwrite: false));
        Assert.Equal("RunDirectoryNotWritable", error.ErrorId);
    }

    [Fact]
    public void Only_a_run_can_be_opened()
    {
        Assert.Equal("RunNotFound", Assert.Throws<AutogradPSException>(() => RunDirectory.Open(folder.Path)).ErrorId);
        RunDirectory run = RunDirectory.Create(folder.File("run"), overwrite: false);
        Assert.Equal(run.Path, RunDirectory.Open(run.Path + "/").Path);
    }
}
