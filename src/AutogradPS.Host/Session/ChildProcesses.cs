using System.Diagnostics;

namespace AutogradPS.Host.Session;

/// <summary>The programs that the session started and still waits for.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// Passes SIGTERM on. The engine leaves a program that has the terminal to the terminal's own signals, so that one
    /// sent to the host alone, as by <c>docker stop</c>, would have to wait for the program's end.
    /// </summary>
    public static void Terminate()
    {
        // Elsewhere the engine's own way of stopping has to do.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string[] children = [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(Children)];
        if (children.Length > 0)
        {
            Process.Start("kill", ["-TERM", .. children]).Dispose();
        }
    }

    private static string[] Children(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            // The thread has ended, or the kernel does not list children.
            return [];
        }
    }
}
