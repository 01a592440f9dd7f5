using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>The errors of reading and writing tensor files.</summary>
internal static class TensorFileError
{
    /// <summary>The file is damaged, or is not of its format.</summary>
    public static AutogradPSException Malformed(string path, string format, string what, Exception? cause = null) => new(
        "MalformedTensorFile", ErrorKind.InvalidData, $"'{path}' is not a sound {format} file: {what}. Write or download it again.", path, cause);

    /// <summary>The file is sound, but has something that tensors do not.</summary>
    public static AutogradPSException Unsupported(string path, string what) => new(
        "UnsupportedTensorFile", ErrorKind.NotSupported, $"'{path}' cannot be read: {what}.", path);

    /// <summary>The tensor is sound, but the format has no place for it.</summary>
    public static AutogradPSException NotInFormat(string what, object? target) => new("TensorNotInFormat", ErrorKind.InvalidArgument, what, target);

    /// <summary>The file cannot be opened.</summary>
    public static AutogradPSException Unreadable(string path, Exception cause) => cause is FileNotFoundException or DirectoryNotFoundException
        ? new("PathNotFound", ErrorKind.ObjectNotFound, $"There is no file '{path}'. Check the path.", path, cause)
        : new("FileNotReadable", ErrorKind.ReadError, $"The file '{path}' cannot be read: {cause.Message}", path, cause);

    /// <summary>An empty tensor of a file's shape, whose size was checked against the file already.</summary>
    /// <exception cref="AutogradPSException">OutOfMemory; MalformedTensorFile for dimensions that libtorch cannot count.</exception>
    public static Tensor Allocate(string path, string format, long[] shape, ScalarType dtype)
    {
        try
        {
            return empty(shape, dtype);
        }
        catch (Exception error) when (TorchError.IsTorch(error))
        {
            AutogradPSException reason = TorchError.From(error, path);
            throw reason.ErrorId == "OutOfMemory" ? reason : Malformed(path, format, $"libtorch has no tensor of shape [{string.Join(", ", shape)}]", error);
        }
    }
}
