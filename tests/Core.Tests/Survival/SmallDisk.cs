using System.Diagnostics;

namespace AutogradPS.Tests.Survival;

/// <summary>A file system in memory of a fixed size (tmpfs), which only root may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    public SmallDisk(string path, string size)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path));
    }

    /// <summary>Whether one can be mounted here.</summary>
    public static bool IsPossible { get; } = Try();

    public string File(string name) => Path.Combine(path, name);

    /// <summary>Leaves so much of it free.</summary>
    public void Fill(int freeKibibytes)
    {
        using FileStream filler = new(File("filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true) filler.Write(page);
        }
        catch (IOException)
        {
            filler.SetLength(filler.Length - freeKibibytes * 1024);
        }
    }

    /// <summary>Frees what was filled.</summary>
    public void Free() => System.IO.File.Delete(File("filler"));

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", path));

    public void Dispose() => Run("umount", "-l", path);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        using TemporaryFolder folder = new();
        return Run("mount", "-t", "tmpfs", "tmpfs", folder.Path) && Run("umount", folder.Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
