using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>Reads and writes tensors as files whose name says the format: .safetensors, .npy or .csv.</summary>
public static class TensorFile
{
    private const string Formats = "Use a name that ends in .safetensors (many named tensors), .npy (one, as NumPy) or .csv (one, as text)";

    /// <summary>The tensors of a file, on the CPU. The caller owns them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dtype">The dtype of the numbers of a .csv file that does not say it; other formats do.</param>
    /// <exception cref="AutogradPSException">PathNotFound, FileNotReadable, MalformedTensorFile, UnsupportedTensorFile, UnknownTensorFormat, OutOfMemory.</exception>
    public static TensorFileContent Read(string path, ScalarType dtype = ScalarType.Float32)
    {
        TorchRuntime.EnsureLoaded();
        string extension = Extension(path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return extension switch
            {
                ".safetensors" => SafetensorsReader.Read(path, file),
                ".npy" => One(NpyReader.Read(path, file)),
                _ => One(TensorCsv.Read(path, file, dtype)),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TensorFileError.Unreadable(path, error);
        }
    }

    /// <summary>Writes tensors whole: nobody sees half of the file, and an old one is lost only to a complete new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">.npy and .csv hold one.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="metadata">Texts for a .safetensors file.</param>
    /// <exception cref="AutogradPSException">UnknownTensorFormat, TensorNotInFormat, TensorDisposed, or an <see cref="OutputFileException"/>.</exception>
    public static void Write(string path, IReadOnlyList<TensorEntry> tensors, bool overwrite, IReadOnlyDictionary<string, string>? metadata = null)
    {
        TorchRuntime.EnsureLoaded();
        string extension = Extension(path);
        TensorCheck.NotEmpty([.. tensors.Select(t => t.Tensor)], "InputObject");
        if (extension == ".safetensors")
        {
            SafetensorsWriter.Write(path, tensors, metadata ?? TensorFileContent.NoMetadata, overwrite);
            return;
        }
        if (tensors.Count != 1)
            throw TensorFileError.NotInFormat($"A {extension} file holds one tensor, not {tensors.Count}. Use .safetensors, or a file for each.", path);
        if (extension == ".npy") NpyWriter.Write(path, tensors[0].Tensor, overwrite);
        else TensorCsv.Write(path, tensors[0].Tensor, overwrite);
    }

    /// <summary>Refuses a name that no format belongs to.</summary>
    /// <exception cref="AutogradPSException">UnknownTensorFormat.</exception>
    public static string Extension(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return extension is ".safetensors" or ".npy" or ".csv" ? extension
            : throw new AutogradPSException("UnknownTensorFormat", ErrorKind.InvalidArgument, $"'{path}' does not say its format. {Formats}.", path);
    }

    private static TensorFileContent One(Tensor tensor) => new([new TensorEntry("", tensor)], TensorFileContent.NoMetadata);
}
