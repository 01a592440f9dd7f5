using AutogradPS.Errors;

namespace AutogradPS;

/// <summary>A file that cannot be written as asked.</summary>
public sealed class OutputFileException : AutogradPSException
{
    private OutputFileException(string errorId, ErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    /// <summary>Whether an error of the system says that a disk, or a user's share of it, is full.</summary>
    internal static bool IsDiskFull(Exception error)
    {
        // ENOSPC and EDQUOT of Linux, EDQUOT of macOS; Windows' ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
        int quota = OperatingSystem.IsMacOS() ? 69 : 122;
        return error is IOException && (error.HResult is 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) || error.HResult == quota);
    }

    internal static OutputFileException Exists(string path, Exception? error = null) =>
        new("FileExists", ErrorKind.ResourceExists, $"The file '{path}' exists already. Choose another name, or use -Force to replace it.", path, error);

    internal static OutputFileException IsFolder(string path) =>
        new("PathIsFolder", ErrorKind.InvalidArgument, $"'{path}' is a folder. Give the name of a file in it.", path);

    /// <summary>What to tell of a system's error while a file was written.</summary>
    internal static OutputFileException From(string path, Exception error) => IsDiskFull(error)
        ? new("DiskFull", ErrorKind.WriteError, $"The disk is full: '{path}' cannot be written, and what was there before is unchanged. Free some space, or write to another disk.", path, error)
        : new("FileNotWritable", ErrorKind.WriteError, $"The file '{path}' cannot be written: {error.Message}", path, error);
}
