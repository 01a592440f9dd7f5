using System.Text;

namespace AutogradPS.Metrics;

/// <summary>Brings the file of an earlier version to the columns of this one.</summary>
internal static class MetricColumns
{
    /// <summary>Adds the columns that a file lacks at its end, empty in every row; a file with other columns, or none, is left alone.</summary>
    public static void Complete(string path, string[] header)
    {
        if (!File.Exists(path)) return;
        byte[] bytes = File.ReadAllBytes(path);
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1, first = bytes.AsSpan().IndexOf((byte)'\n');
        if (whole == 0) return;
        string[] columns = Encoding.UTF8.GetString(bytes, 0, first).Split(',');
        if (columns.Length >= header.Length || !header.AsSpan().StartsWith(columns)) return;

        string[] added = header[columns.Length..];
        using MemoryStream wider = new();
        wider.Write(Encoding.UTF8.GetBytes(string.Join(',', header) + "\n"));
        Pad(bytes.AsSpan(first + 1, whole - first - 1), new string(',', added.Length), wider);
        AtomicFile.Write(path, wider.ToArray(), overwrite: true);
    }

    private static void Pad(ReadOnlySpan<byte> rows, string commas, MemoryStream to)
    {
        byte[] padding = Encoding.UTF8.GetBytes(commas);
        bool quoted = false;
        foreach (byte b in rows)
        {
            if (b == '"') quoted = !quoted;
            if (b == '\n' && !quoted) to.Write(padding);
            to.WriteByte(b);
        }
    }
}
