using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AutogradPS.Errors;

namespace AutogradPS.Runs;

/// <summary>Reads and writes the JSON files of a run: camelCase, indented, whole or not at all.</summary>
public static class RunJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a value as a whole file, replacing one that is there.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, Options), overwrite: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="AutogradPSException">RunFileUnreadable: it is missing, or not what it should be.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new AutogradPSException("RunFileUnreadable", ErrorKind.ReadError, $"The file '{path}' of the run cannot be read: {e.Message} Get-WganRun lists the runs that can; one without its settings is started again with -Force.", path, e);
        }
    }
}
