namespace AutogradPS.Training.Setup;

/// <summary>Whether the run directory has room for what a run leaves: rows, pictures and checkpoints.</summary>
internal static class DiskSpace
{
    // Weights, two moments and an average.
    private const long StatesOfAWeight = 4;
    private const long Picture = 256 << 10, Row = 768, Charts = 4 << 20;

    public static IEnumerable<SetupFinding> Check(TrainingRequest request, TrainingSettings settings, TrainingNetworks networks)
    {
        long needed = Needed(settings, networks, iteration: 0);
        string folder = Existing(Path.GetFullPath(request.OutputDirectory ?? request.RunsFolder));
        return Judge(request.Runs * needed, Free(folder), folder, request.Runs == 1 ? "run needs" : $"{request.Runs} runs need");
    }

    /// <summary>The bytes that a run still needs after an iteration, by estimate.</summary>
    internal static long Needed(TrainingSettings settings, TrainingNetworks networks, long iteration)
    {
        long weights = networks.Critic.parameters().Concat(networks.Generator.parameters()).Sum(parameter => parameter.numel() * parameter.element_size());
        long left = settings.Iterations - iteration;
        // Those that are kept, the best one, and one that is being written.
        long checkpoints = settings.KeepCheckpoints + 2;
        return checkpoints * StatesOfAWeight * weights + (left / settings.SampleEvery + 2) * Picture + left / settings.LogEvery * Row + Charts;
    }

    /// <summary>The finding for what is needed and what is free, in bytes.</summary>
    internal static IEnumerable<SetupFinding> Judge(long needed, long? free, string folder, string what = "run needs")
    {
        if (free is null || free >= 3 * needed) yield break;
        yield return new(free < needed ? SetupSeverity.Error : SetupSeverity.Warning, "Disk",
            $"The {what} about {Size.Text(needed)} for rows, pictures and checkpoints, and '{folder}' has {Size.Text(free.Value)} free.", "Free some, or give an -OutputDirectory on another disk.");
    }

    private static string Existing(string path)
    {
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent) path = parent;
        return path;
    }

    /// <summary>The bytes that are free where a folder lies; null where the disk does not say it.</summary>
    internal static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
