using System.ComponentModel;
using System.Diagnostics;

namespace AutogradPS.Runs;

/// <summary>Whether the process that trains a run is still there.</summary>
internal static class RunProcess
{
    // Clocks of processes and files differ a little.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>Whether the process that a status names lives. One on another machine cannot be looked at, and is believed.</summary>
    public static bool IsAlive(RunStatus status, RunDirectory directory)
    {
        if (status.ProcessId is not { } id) return false;
        if (status.Host is { } host && !host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            // A status that could not be written at the end, on a full disk, is still that of the beginning.
            if (id == Environment.ProcessId) return RunClaim.IsMine(directory);
            using Process process = Process.GetProcessById(id);
            // A process that started after the status was written only has the number of the one that wrote it.
            return !process.HasExited && !IsZombie(id) && process.StartTime.ToUniversalTime() <= status.Updated + Slack;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            // It is there, but somebody else's.
            return true;
        }
    }

    // A killed process keeps its number until its parent asks for its exit code: "id (name) Z ...".
    private static bool IsZombie(int id)
    {
        string stat = FormattableString.Invariant($"/proc/{id}/stat");
        return OperatingSystem.IsLinux() && File.Exists(stat) && File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
    }
}
