using System.Diagnostics;

namespace AutogradPS.Runs;

/// <summary>The commit that a folder's working tree stands on.</summary>
internal static class GitCommit
{
    /// <summary>The commit's hash, with "+changes" where files differ from it; null without git or a repository.</summary>
    public static string? Of(string? folder)
    {
        if (folder is null || Git(folder, "rev-parse", "HEAD") is not { Length: > 0 } commit) return null;
        return Git(folder, "status", "--porcelain", "--untracked-files=no") is { Length: > 0 } ? commit + "+changes" : commit;
    }

    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return null;
        }
    }
}
