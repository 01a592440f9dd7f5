using System.Text.Json;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>
/// Reads the JSON header of a safetensors file and trusts none of it: every size is checked against the dtype, the shape and the
/// length of the file before memory is taken for it.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit.</summary>
    public const long MaxLength = 100_000_000;

    private const string Format = "safetensors", MetadataKey = "__metadata__";
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };

    private readonly string _path;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The texts under __metadata__.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The header, checked against the length of the data behind it.</summary>
    /// <exception cref="AutogradPSException">MalformedTensorFile, UnsupportedTensorFile.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(path);
        try
        {
            header.ReadAll(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException) // the last two: text that is no UTF-8, numbers that are no integers
        {
            throw TensorFileError.Malformed(path, Format, $"its header is damaged ({error.Message.TrimEnd('.')})", error);
        }
        header.CheckOffsets(dataLength);
        return header;
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{') throw Malformed("its header does not begin with {");
        var reader = new Utf8JsonReader(json, Strict);
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader) is { } name)
        {
            if (!names.Add(name)) throw Malformed($"'{name}' stands twice in its header");
            if (name == MetadataKey) ReadMetadata(ref reader);
            else _entries.Add(ReadEntry(ref reader, name));
        }
        if (reader.Read()) throw Malformed("there is more behind its header");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!)) throw Malformed($"'{key}' stands twice in its metadata");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader) is { } key)
        {
            bool twice = key switch { "dtype" => dtype is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (twice) throw Malformed($"'{key}' of '{name}' stands twice");
            switch (key)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String);
                    dtype = reader.GetString();
                    break;
                case "shape":
                    shape = ReadIntegers(ref reader, name);
                    break;
                case "data_offsets":
                    offsets = ReadIntegers(ref reader, name);
                    break;
                default:
                    throw Malformed($"'{name}' has a '{key}', which the format does not know");
            }
        }
        if (dtype is null || shape is null || offsets is not [var begin, var end]) throw Malformed($"'{name}' needs a dtype, a shape and two data_offsets");
        (ScalarType type, int bytes) = SafetensorsDTypes.Find(dtype)
            ?? throw TensorFileError.Unsupported(_path, $"'{name}' has the dtype '{dtype}'; those that can be read are {SafetensorsDTypes.All}");
        if (end < begin || Size(shape, bytes) != end - begin)
            throw Malformed($"'{name}' of shape [{string.Join(", ", shape)}] and dtype {dtype} cannot lie in the bytes from {begin} to {end}");
        return new SafetensorsEntry(name, type, shape, begin, end);
    }

    private long[] ReadIntegers(ref Utf8JsonReader reader, string name)
    {
        var integers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long integer) || integer < 0 || integers.Count == 64)
                throw Malformed($"'{name}' has something other than a few integers of 0 or more in its shape or data_offsets");
            integers.Add(integer);
        }
        return [.. integers];
    }

    // The tensors must fill the data without gaps or overlaps: nothing is hidden in the file, and no byte is read twice.
    private void CheckOffsets(long dataLength)
    {
        _entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long position = 0;
        foreach (SafetensorsEntry entry in _entries)
        {
            if (entry.Begin != position)
                throw Malformed($"the bytes of '{entry.Name}' begin at {entry.Begin}, but those before it end at {position}");
            position = entry.End;
        }
        if (position != dataLength) throw Malformed($"its header describes {position} bytes of data, but there are {dataLength}");
    }

    /// <summary>The bytes of a shape; -1 where they cannot be counted.</summary>
    private static long Size(long[] shape, int bytes)
    {
        if (shape.Contains(0)) return 0;
        Int128 size = bytes;
        foreach (long dimension in shape)
        {
            size *= dimension;
            if (size > long.MaxValue) return -1;
        }
        return (long)size;
    }

    private string? NextKey(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject) return null;
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : throw Malformed("its header is not an object of objects");
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw Malformed($"its header has a {reader.TokenType} where a {type} belongs");
    }

    private AutogradPSException Malformed(string what) => TensorFileError.Malformed(_path, Format, what);
}
