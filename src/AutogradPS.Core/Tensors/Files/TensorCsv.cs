using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>
/// A tensor as a table of numbers: a line for each index of the first dimension, the others side by side. A first line such as
/// <c># float32 3,1,28,28</c>, a comment to NumPy, keeps dtype and shape; without it the table is a matrix.
/// </summary>
internal static partial class TensorCsv
{
    private const string Format = ".csv";

    /// <summary>The tensor of the file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its contents.</param>
    /// <param name="dtype">The dtype where the file does not say it.</param>
    /// <exception cref="AutogradPSException">MalformedTensorFile.</exception>
    public static Tensor Read(string path, Stream file, ScalarType dtype)
    {
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        long[]? shape = null;
        var rows = new List<string[]>();
        int number = 0;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (number == 1 && Header().Match(line) is { Success: true } header) (dtype, shape) = ParseHeader(path, header);
                else if (!line.StartsWith('#') && !string.IsNullOrWhiteSpace(line)) rows.Add(Row(path, line, number, rows));
            }
        }
        catch (DecoderFallbackException error)
        {
            throw TensorFileError.Malformed(path, Format, "it is no text in UTF-8", error);
        }
        long columns = rows.Count > 0 ? rows[0].Length : 0;
        shape ??= [rows.Count, columns];
        if (shape.Aggregate((Int128)1, (n, d) => n > long.MaxValue ? n : n * d) != rows.Count * columns)
            throw TensorFileError.Malformed(path, Format, $"its first line says the shape [{string.Join(", ", shape)}], but it has {rows.Count} rows of {columns} numbers");
        CheckDType(dtype, path);
        return Parse(path, rows, dtype, shape);
    }

    /// <summary>Writes the file whole, each number as the shortest text that gives it back.</summary>
    /// <exception cref="AutogradPSException">TensorNotInFormat, or an <see cref="OutputFileException"/>.</exception>
    public static void Write(string path, Tensor tensor, bool overwrite)
    {
        CheckDType(tensor.dtype, tensor);
        using var scope = NewDisposeScope();
        long rows = tensor.dim() == 0 ? 1 : tensor.shape[0];
        Tensor table = tensor.detach().cpu().reshape(rows, rows == 0 ? 0 : tensor.numel() / rows);
        AtomicFile.Write(path, file =>
        {
            using var writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine($"# {DTypes.Name(tensor.dtype)} {string.Join(',', tensor.shape)}");
            for (long r = 0; r < rows && table.numel() > 0; r++)
            {
                using Tensor row = table[r];
                writer.WriteLine(string.Join(',', ((Array)TensorValue.ToList(row)).Cast<object>().Select(Text)));
            }
        }, overwrite);
    }

    private static Tensor Parse(string path, List<string[]> rows, ScalarType dtype, long[] shape)
    {
        int line = 0;
        T[] All<T>(Func<string, T> parse)
        {
            var values = new List<T>();
            foreach (string[] row in rows)
            {
                line++;
                foreach (string cell in row)
                    try
                    {
                        values.Add(parse(cell));
                    }
                    catch (Exception error) when (error is FormatException or OverflowException)
                    {
                        throw TensorFileError.Malformed(path, Format, $"'{cell}' in row {line} is not a {DTypes.Name(dtype)}", error);
                    }
            }
            return [.. values];
        }
        using var scope = NewDisposeScope();
        Tensor flat = dtype switch
        {
            ScalarType.Float64 => tensor(All(Number)),
            ScalarType.Float32 => tensor(All(s => Special(s) is { } special ? (float)special : float.Parse(s, NumberStyles.Float, CultureInfo.InvariantCulture))),
            ScalarType.Float16 or ScalarType.BFloat16 => tensor(All(Number)).to(dtype),
            ScalarType.Bool => tensor(All(s => s switch { "0" => false, "1" => true, _ => throw new FormatException() })),
            _ => tensor(All(s => Integer(s, dtype))).to(dtype),
        };
        return flat.reshape(shape).MoveToOuterDisposeScope();
    }

    private static double Number(string text) => Special(text) ?? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // NumPy's words for what is no number.
    private static double? Special(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => null,
    };

    private static long Integer(string text, ScalarType dtype)
    {
        long value = long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return dtype switch
        {
            ScalarType.Byte => checked((byte)value),
            ScalarType.Int8 => checked((sbyte)value),
            ScalarType.Int16 => checked((short)value),
            ScalarType.Int32 => checked((int)value),
            _ => value,
        };
    }

    private static string Text(object value) => value switch
    {
        bool b => b ? "1" : "0",
        double d when double.IsNaN(d) => "nan",
        double d when double.IsInfinity(d) => d > 0 ? "inf" : "-inf",
        float f when float.IsNaN(f) => "nan",
        float f when float.IsInfinity(f) => f > 0 ? "inf" : "-inf",
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    private static string[] Row(string path, string line, int number, List<string[]> rows)
    {
        string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
        return rows.Count == 0 || cells.Length == rows[0].Length ? cells
            : throw TensorFileError.Malformed(path, Format, $"line {number} has {cells.Length} numbers, the lines before it have {rows[0].Length}");
    }

    private static (ScalarType, long[]) ParseHeader(string path, Match header)
    {
        try
        {
            return (DTypes.Parse(header.Groups[1].Value),
                [.. header.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(d => long.Parse(d, NumberStyles.None, CultureInfo.InvariantCulture))]);
        }
        catch (Exception error) when (error is AutogradPSException or FormatException or OverflowException)
        {
            throw TensorFileError.Malformed(path, Format, $"its first line, '{header.Value}', names no dtype or shape", error);
        }
    }

    private static void CheckDType(ScalarType dtype, object target)
    {
        if (dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64)
            throw TensorFileError.NotInFormat($"A .csv file has no place for {DTypes.Name(dtype)}. Use .npy.", target);
    }

    [GeneratedRegex(@"^# *([a-z]+[0-9]+|bool) ([0-9,]*)$")]
    private static partial Regex Header();
}
