namespace AutogradPS.Training.Setup;

/// <summary>Bytes as text.</summary>
internal static class Size
{
    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => FormattableString.Invariant($"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => FormattableString.Invariant($"{bytes / (double)(1L << 20):0} MiB"),
        _ => FormattableString.Invariant($"{bytes / 1024.0:0} KiB"),
    };
}
