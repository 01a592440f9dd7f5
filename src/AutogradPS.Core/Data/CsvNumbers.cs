using System.Globalization;
using System.Runtime.InteropServices;
using AutogradPS.Errors;
using CsvHelper;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>Reads columns of numbers from a CSV file, each record a sample.</summary>
internal static class CsvNumbers
{
    /// <summary>The rows of the chosen columns, float32, as they are in the file.</summary>
    /// <exception cref="AutogradPSException">CsvEmpty, CsvColumnNotFound, CsvNotNumeric, CsvMalformed, DatasetTooLarge.</exception>
    public static TensorRows Read(string path, DatasetOptions options)
    {
        try
        {
            (CsvReaderOptions format, int fields) = Inspect(path);
            using CsvReader reader = CsvReader.FromFile(path, format);
            int[] columns = FindColumns(reader, path, fields, options.Columns);
            List<float> numbers = ReadNumbers(reader, path, columns, options.MemoryLimit);
            if (numbers.Count == 0)
            {
                throw Empty(path);
            }

            Tensor rows = empty([numbers.Count / columns.Length, columns.Length]).DetachFromDisposeScope();
            long first = 0;
            foreach (Tensor block in TensorRows.Blocks(rows))
            {
                Span<float> values = CollectionsMarshal.AsSpan(numbers).Slice((int)first, (int)block.numel());
                MemoryMarshal.AsBytes(values).CopyTo(block.bytes);
                first += values.Length;
            }

            return new TensorRows(rows);
        }
        catch (CsvFormatException error)
        {
            throw new AutogradPSException(
                "CsvMalformed", ErrorKind.InvalidData, $"'{path}' is not a well-formed table at line {error.LineNumber}: {error.Message}", path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(path, error);
        }
    }

    // A first line of numbers alone is data; anything else names the columns.
    private static (CsvReaderOptions Format, int Fields) Inspect(string path)
    {
        CsvReaderOptions format = new()
        {
            HasHeader = false,
            Separator = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : null,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
        };
        using CsvReader reader = CsvReader.FromFile(path, format);
        if (!reader.Read())
        {
            throw Empty(path);
        }

        bool isData = Enumerable.Range(0, reader.FieldCount).All(field => TryParse(reader.GetString(field), out _));
        return (format with { HasHeader = !isData }, reader.FieldCount);
    }

    private static int[] FindColumns(CsvReader reader, string path, int fields, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [.. Enumerable.Range(0, fields)];
        }

        return reader.Options.HasHeader
            ? [.. names.Select(name => FindColumn(reader, path, name))]
            : throw new AutogradPSException(
                "CsvColumnNotFound", ErrorKind.ObjectNotFound, $"'{path}' does not name its columns: its first line is data. Leave the column names out.", names[0]);
    }

    private static int FindColumn(CsvReader reader, string path, string name)
    {
        for (int column = 0; column < reader.Headers.Count; column++)
        {
            if (reader.Headers[column].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return column;
            }
        }

        throw new AutogradPSException(
            "CsvColumnNotFound",
            ErrorKind.ObjectNotFound,
            $"'{path}' has no column '{name}'. It has: {string.Join(", ", reader.Headers)}.",
            name);
    }

    private static List<float> ReadNumbers(CsvReader reader, string path, int[] columns, long memoryLimit)
    {
        List<float> numbers = [];
        while (reader.Read())
        {
            foreach (int column in columns)
            {
                string text = reader.GetString(column);
                if (!TryParse(text, out float number))
                {
                    string name = reader.Options.HasHeader ? $"'{reader.Headers[column]}'" : $"{column + 1}";
                    throw new AutogradPSException(
                        "CsvNotNumeric",
                        ErrorKind.InvalidData,
                        $"Line {reader.LineNumber} of '{path}' has '{text}' in column {name}, not a finite number. Name the columns to read with -Column, or remove the row.",
                        path);
                }

                numbers.Add(number);
            }

            if (numbers.Count * (long)sizeof(float) > memoryLimit || numbers.Count > int.MaxValue / 4)
            {
                throw DataErrors.TooLarge(path, new FileInfo(path).Length, memoryLimit, "Read fewer columns with -Column, or a part of the file.");
            }
        }

        return numbers;
    }

    private static AutogradPSException Empty(string path) =>
        new("CsvEmpty", ErrorKind.InvalidData, $"'{path}' has no rows of numbers. Give a file with data.", path);

    private static bool TryParse(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
