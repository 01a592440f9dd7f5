namespace AutogradPS.Native;

/// <summary>What the process may still take, within its container.</summary>
internal static class FreeMemory
{
    private const string Table = "/proc/meminfo";

    /// <summary>In bytes.</summary>
    public static long Bytes
    {
        get
        {
            long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
            if (!OperatingSystem.IsLinux() || !File.Exists(Table)) return limit;
            string? line = File.ReadLines(Table).FirstOrDefault(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] && long.TryParse(kibibytes, out long free) ? Math.Min(limit, free * 1024) : limit;
        }
    }
}
