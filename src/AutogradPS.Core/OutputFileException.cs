using AutogradPS.Errors;

namespace AutogradPS;

/// <summary>A file that cannot be written as asked.</summary>
public sealed class OutputFileException : AutogradPSException
{
    private OutputFileException(string errorId, ErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    internal static OutputFileException Exists(string path, Exception? error = null) =>
        new("FileExists", ErrorKind.ResourceExists, $"The file '{path}' exists already. Choose another name, or use -Force to replace it.", path, error);

    internal static OutputFileException IsFolder(string path) =>
        new("PathIsFolder", ErrorKind.InvalidArgument, $"'{path}' is a folder. Give the name of a file in it.", path);

    internal static OutputFileException Unwritable(string path, Exception error) =>
        new("FileNotWritable", ErrorKind.WriteError, $"The file '{path}' cannot be written: {error.Message}", path, error);
}
