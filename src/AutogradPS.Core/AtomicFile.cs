using System.Text.RegularExpressions;

namespace AutogradPS;

/// <summary>Writes files so that nobody ever sees half of one: a temporary file beside the target takes its name when it is complete.</summary>
public static partial class AtomicFile
{
    /// <summary>Writes a whole file. Missing folders are made; on failure the old file is unchanged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        byte[] contents = bytes.ToArray();
        Write(path, file => file.Write(contents), overwrite);
    }

    /// <summary>Writes a whole file piece by piece. Missing folders are made; on failure the old file is unchanged.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its contents.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="OutputFileException">The file exists and may not be replaced, or cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite)
    {
        string target = Prepare(path);
        if (!overwrite && File.Exists(target))
            throw OutputFileException.Exists(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite);
        }
        catch (Exception error)
        {
            Remove(temporary);
            if (error is IOException or UnauthorizedAccessException) throw Explain(path, overwrite, error);
            throw;
        }
    }

    /// <summary>Whether a file is a temporary one of <see cref="Write(string, Action{Stream}, bool)"/>; where nobody writes, a kill left it.</summary>
    internal static bool IsHalfWritten(string path) => TemporaryName().IsMatch(path);

    /// <summary>Adds bytes to the end of a file; on failure the file is as it was.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="bytes">What to add.</param>
    /// <param name="separator">Written first where the file does not end with it.</param>
    internal static void Append(string path, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> separator)
    {
        using FileStream file = Open(path, FileMode.Open);
        long length = file.Length;
        try
        {
            byte[] tail = new byte[Math.Min(length, separator.Length)];
            file.Position = length - tail.Length;
            file.ReadExactly(tail);
            if (length > 0 && !tail.AsSpan().SequenceEqual(separator))
                file.Write(separator);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            file.SetLength(length);
            throw OutputFileException.From(path, error);
        }
    }

    /// <summary>Opens a file for reading and writing that others may read meanwhile. Unbuffered: a write is a write.</summary>
    internal static FileStream Open(string path, FileMode mode)
    {
        string target = Prepare(path);
        try
        {
            return new FileStream(target, mode, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Explain(path, mode != FileMode.CreateNew, error);
        }
    }

    // That it cannot be removed either is not what went wrong.
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    [GeneratedRegex(@"\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp$")]
    private static partial Regex TemporaryName();

    private static string Prepare(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw OutputFileException.IsFolder(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFileException.From(path, error);
        }
        return target;
    }

    private static OutputFileException Explain(string path, bool overwrite, Exception error) =>
        !overwrite && File.Exists(path) ? OutputFileException.Exists(path, error) : OutputFileException.From(path, error);
}
