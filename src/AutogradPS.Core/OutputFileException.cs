namespace AutogradPS;

/// <summary>A file that cannot be written as asked.</summary>
public sealed class OutputFileException : AutogradException
{
    private OutputFileException(string errorId, string message, string path, Exception? inner = null)
        : base(errorId, message, path, inner)
    {
    }

    internal static OutputFileException Exists(string path, Exception? error = null) =>
        new("FileExists", $"The file '{path}' exists already. Choose another name, or use -Force to replace it.", path, error);

    internal static OutputFileException IsFolder(string path) =>
        new("PathIsFolder", $"'{path}' is a folder. Give the name of a file in it.", path);

    internal static OutputFileException Unwritable(string path, Exception error) =>
        new("FileNotWritable", $"The file '{path}' cannot be written: {error.Message}", path, error);
}
