using AutogradPS.Errors;

namespace AutogradPS.Runs;

/// <summary>A run's directory in the hands of this process: until it is disposed, no other training writes there.</summary>
/// <remarks>
/// The operating system holds the lock and takes it back when the process ends, however it ends: a killed run leaves nothing that is in
/// the way of its resumption. The file <c>run.lock</c> stays and means nothing by itself.
/// </remarks>
public sealed class RunClaim : IDisposable
{
    // Where a network's file system has no locks, two trainings of one process are still kept apart.
    private static readonly HashSet<string> Mine = [];

    private readonly FileStream held;

    private RunClaim(RunDirectory directory, FileStream held) => (Directory, this.held) = (directory, held);

    /// <summary>The directory.</summary>
    public RunDirectory Directory { get; }

    /// <summary>Makes a directory of a name of the user's.</summary>
    /// <param name="path">A folder that is missing or empty; or, with <paramref name="overwrite"/>, one whose run is to be replaced.</param>
    /// <param name="overwrite">Removes the files of a run (or of runs with several seeds) that is there; other files are left alone.</param>
    /// <exception cref="AutogradPSException">RunDirectoryExists, RunDirectoryNotWritable, RunInUse.</exception>
    public static RunClaim Create(string path, bool overwrite)
    {
        RunDirectory run = new(path);
        return Writing(run.Path, () =>
        {
            if (!overwrite && !run.IsUnused) throw Exists(path);
            System.IO.Directory.CreateDirectory(run.Path);
            return Prepared(run, overwrite) ?? throw Exists(path);
        });
    }

    /// <summary>Makes a directory with the next free number: <c>name-001</c>, <c>name-002</c>, ... Safe when several start at once.</summary>
    /// <param name="parent">The folder that holds the runs; made if missing.</param>
    /// <param name="name">What the runs have in common.</param>
    /// <exception cref="AutogradPSException">RunDirectoryNotWritable.</exception>
    public static RunClaim CreateNumbered(string parent, string name)
    {
        string safe = string.Concat(name.Split(Path.GetInvalidFileNameChars()));
        return Writing(parent, () =>
        {
            for (int number = 1; ; number++)
            {
                RunDirectory run = new(Path.Combine(parent, FormattableString.Invariant($"{safe}-{number:000}")));
                if (System.IO.Directory.Exists(run.Path)) continue;
                System.IO.Directory.CreateDirectory(run.Path);
                if (TryTake(run) is not { } claim) continue;
                if (run.IsUnused) return claim;
                claim.Dispose();
            }
        });
    }

    /// <summary>Takes the directory of a run that exists, and removes what a killed process left half written.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, RunInUse, RunDirectoryNotWritable.</exception>
    public static RunClaim Open(string path) => Open(RunDirectory.Open(path));

    /// <summary>Takes the directory of runs with several seeds.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, RunInUse, RunDirectoryNotWritable.</exception>
    public static RunClaim OpenSeries(string path) => Open(new RunDirectory(SeriesDirectory.Open(path).Path));

    private static RunClaim Open(RunDirectory run) => Writing(run.Path, () =>
    {
        RunClaim claim = Take(run);
        run.RemoveHalfWritten();
        return claim;
    });

    /// <summary>Whether this process trains in a directory.</summary>
    internal static bool IsMine(RunDirectory directory)
    {
        lock (Mine) return Mine.Contains(directory.Path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        held.Dispose();
        lock (Mine) Mine.Remove(Directory.Path);
    }

    private static RunClaim? Prepared(RunDirectory run, bool overwrite)
    {
        RunClaim claim = Take(run);
        if (overwrite)
        {
            run.RemoveFiles();
            new SeriesDirectory(run.Path).RemoveFiles();
            return claim;
        }
        // Another process may have made it, and even ended, since it was looked at.
        if (run.IsUnused) return claim;
        claim.Dispose();
        return null;
    }

    private static RunClaim Take(RunDirectory run) => TryTake(run) ?? throw InUse(run);

    private static RunClaim? TryTake(RunDirectory run)
    {
        lock (Mine)
        {
            if (Mine.Contains(run.Path)) return null;
            try
            {
                FileStream held = new(run.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                Mine.Add(run.Path);
                return new RunClaim(run, held);
            }
            catch (IOException e) when (IsHeld(e))
            {
                return null;
            }
        }
    }

    // EWOULDBLOCK of Linux and macOS, and Windows' sharing and lock violations.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private static T Writing<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AutogradPSException("RunDirectoryNotWritable", ErrorKind.WriteError,
                $"A run cannot be written at '{path}': {e.Message} Give another -OutputDirectory, or mend its permissions.", path, e);
        }
    }

    private static AutogradPSException InUse(RunDirectory run) => new("RunInUse", ErrorKind.ResourceUnavailable,
        $"The run in '{run.Path}' is being trained{Owner(run)}. Wait for its end or stop it, or start another run with another -OutputDirectory.", run.Path);

    private static string Owner(RunDirectory run)
    {
        try
        {
            return RunJson.Read<RunStatus>(run.Status) is { ProcessId: { } id } status ? FormattableString.Invariant($" by process {id} on {status.Host}") : "";
        }
        catch (AutogradPSException)
        {
            return "";
        }
    }

    private static AutogradPSException Exists(string path) => new("RunDirectoryExists", ErrorKind.ResourceExists,
        $"The directory '{path}' is not empty. Give another -OutputDirectory, -Resume to go on with the run there, or -Force to replace it.", path);
}
