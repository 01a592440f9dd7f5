namespace AutogradPS.Metrics;

/// <summary>Short names that tell the metric files of several runs apart.</summary>
public static class MetricSource
{
    /// <summary>The names of the files without their endings; those of their folders where files are called the same; else the whole paths.</summary>
    public static string[] Names(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file))];
        string[] folders = [.. files.Select(file => Path.GetFileName(Path.GetDirectoryName(file)) ?? "")];
        if (AreDistinct(names)) return names;
        return AreDistinct(folders) ? folders : [.. files];
    }

    private static bool AreDistinct(string[] names) => names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length;
}
