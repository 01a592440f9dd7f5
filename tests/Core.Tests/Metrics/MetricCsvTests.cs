using System.Globalization;
using System.Text;
using AutogradPS.Metrics;
using Xunit;

namespace AutogradPS.Tests.Metrics;

public sealed class MetricCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_cell_comes_back_as_it_was()
    {
        object?[][] rows =
        [
            [1L, 0.1, true, "a,\"b\"\nc", new DateTime(2024, 2, 29, 1, 2, 3, 4, DateTimeKind.Utc), null],
            [long.MinValue, double.NaN, false, "", null, "x"],
            [null, double.NegativeInfinity, null, "한글", DateTime.MaxValue, " spaced "],
        ];
        MetricTable table = new(["Iteration", "Loss", "Ok", "Text", "When", "Note"], rows);

        MetricTable back = RoundTrip(table);

        Assert.Equal(table.Columns, back.Columns);
        Assert.Equal(rows[0][..5], back.Rows[0].Take(5));
        Assert.Equal("", back.Rows[0][5]);
        Assert.Equal(rows[1], back.Rows[1]);
        Assert.Equal(rows[2], back.Rows[2]);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)back.Rows[0][4]!).Kind);
    }

    [Fact]
    public void Doubles_round_trip_to_the_bit()
    {
        Random random = new(1);
        double[] numbers =
        [
            double.Epsilon, double.MaxValue, double.MinValue, 0.1, 1.0 / 3, -0.0, 1e22, 1e-7, double.PositiveInfinity,
            .. Enumerable.Range(-1074, 2000).Select(power => Math.Pow(2, power)),
            .. Enumerable.Range(0, 10_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())),
        ];
        numbers = [.. numbers.Select(number => double.IsNaN(number) ? double.NaN : number)];

        double[] back = RoundTrip(Column(numbers.Cast<object?>())).Numbers("Value");

        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), back.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Floats_round_trip_to_the_bit()
    {
        Random random = new(2);
        float[] numbers = [0.1f, float.Epsilon, float.MaxValue,
            .. Enumerable.Range(-149, 270).Select(power => MathF.Pow(2, power)), .. Enumerable.Range(0, 10_000).Select(_ => random.NextSingle() * 1e-3f)];

        double[] back = RoundTrip(Column(numbers.Cast<object?>())).Numbers("Value");

        Assert.Equal(numbers, back.Select(number => (float)number));
    }

    [Fact]
    public void A_float_has_the_same_number_before_and_after_the_file()
    {
        MetricTable table = Column([0.1f]);
        Assert.Equal(table.Numbers("Value"), RoundTrip(table).Numbers("Value"));
    }

    [Fact]
    public void A_single_column_keeps_its_empty_cells() =>
        Assert.Equal([1L, null, 3L], RoundTrip(Column([1L, null, 3L])).Rows.Select(row => row[0]));

    [Theory]
    [InlineData("1", typeof(long))]
    [InlineData("-17", typeof(long))]
    [InlineData("9223372036854775808", typeof(double))]
    [InlineData("1.0", typeof(double))]
    [InlineData("1e-3", typeof(double))]
    [InlineData("nan", typeof(double))]
    [InlineData("-inf", typeof(double))]
    [InlineData("007", typeof(string))]
    [InlineData("1,5", typeof(string))]
    [InlineData("0x10", typeof(string))]
    [InlineData("True", typeof(bool))]
    [InlineData("2024-05-06", typeof(DateTime))]
    [InlineData("2024-05-06T07:08:09+02:00", typeof(DateTimeOffset))]
    [InlineData("3-4", typeof(string))]
    public void Text_is_read_as_the_narrowest_type(string text, Type type) =>
        Assert.IsType(type, MetricValue.ParseColumn([text])[0]);

    [Fact]
    public void One_word_makes_the_whole_column_text() =>
        Assert.Equal(["1", "2.5", "n/a", ""], MetricValue.ParseColumn(["1", "2.5", "n/a", ""]));

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            string path = _folder.File("culture.csv");
            MetricCsv.Write(Column([0.5]), path);
            Assert.Equal("Value\n0.5\n", File.ReadAllText(path));
            Assert.Equal([0.5], MetricCsv.Read(path).Numbers("Value"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Files_are_utf8_without_byte_order_mark()
    {
        string path = _folder.File("bom.csv");
        MetricCsv.Write(new MetricTable(["손실"], [["é"]]), path);
        Assert.Equal(Encoding.UTF8.GetBytes("손실\né\n"), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "MetricFileMalformed", "line 3")]
    [InlineData("a,b\n1,2,3\n", "MetricFileMalformed", "line 2")]
    [InlineData("a,b\n1,\"2\n", "MetricFileMalformed", "line 2")]
    [InlineData("a,A\n1,2\n", "MetricHeaderDuplicate", "'A'")]
    [InlineData("a,,c\n1,2,3\n", "MetricHeaderEmpty", "Column 2")]
    [InlineData("", "MetricFileEmpty", "empty")]
    public void A_malformed_file_is_a_typed_error(string text, string errorId, string says)
    {
        MetricException error = Assert.Throws<MetricException>(() => MetricCsv.Read(Text(text)));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_an_encoding_error()
    {
        string path = _folder.File("latin1.csv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("a\nné\n"));
        Assert.Equal("MetricFileEncoding", Assert.Throws<MetricException>(() => MetricCsv.Read(path)).ErrorId);

        File.WriteAllBytes(path, new UnicodeEncoding(false, byteOrderMark: false).GetBytes("a\n1\n"));
        Assert.Equal("MetricFileEncoding", Assert.Throws<MetricException>(() => MetricCsv.Read(path)).ErrorId);
    }

    [Fact]
    public void A_byte_order_mark_names_the_encoding()
    {
        string path = _folder.File("utf16.csv");
        File.WriteAllText(path, "a\r\n1.5\r\n", Encoding.Unicode);
        Assert.Equal([1.5], MetricCsv.Read(path).Numbers("a"));
    }

    [Fact]
    public void A_missing_file_is_a_typed_error() =>
        Assert.Equal("MetricFileNotFound", Assert.Throws<MetricException>(() => MetricCsv.Read(_folder.File("no/such.csv"))).ErrorId);

    [Fact]
    public void Nothing_is_overwritten_unless_asked()
    {
        string path = _folder.File("kept.csv");
        MetricCsv.Write(Column([1L]), path);
        Assert.Equal("FileExists", Assert.Throws<OutputFileException>(() => MetricCsv.Write(Column([2L]), path)).ErrorId);
        Assert.Equal([1.0], MetricCsv.Read(path).Numbers("Value"));

        MetricCsv.Write(Column([2L]), path, overwrite: true);
        Assert.Equal([2.0], MetricCsv.Read(path).Numbers("Value"));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Appending_matches_columns_by_name()
    {
        string path = _folder.File("append.csv");
        MetricCsv.Append(new MetricTable(["a", "b"], [[1L, 2L]]), path);
        MetricCsv.Append(new MetricTable(["B", "A"], [[4L, 3L]]), path);
        Assert.Equal("a,b\n1,2\n3,4\n", File.ReadAllText(path));
    }

    [Fact]
    public void Appending_other_columns_is_an_error_and_changes_nothing()
    {
        string path = Text("a,b\n1,2\n");
        MetricException error = Assert.Throws<MetricException>(() => MetricCsv.Append(Column([1L]), path));
        Assert.Equal("MetricHeaderDiffers", error.ErrorId);
        Assert.Equal("a,b\n1,2\n", File.ReadAllText(path));
    }

    [Fact]
    public void Appending_to_a_last_line_without_line_feed_starts_a_new_line()
    {
        string path = Text("Value\n1");
        MetricCsv.Append(Column([2L]), path);
        Assert.Equal("Value\n1\n2\n", File.ReadAllText(path));
    }

    private static MetricTable Column(IEnumerable<object?> cells) =>
        new(["Value"], [.. cells.Select(cell => new[] { cell })]);

    private MetricTable RoundTrip(MetricTable table)
    {
        string path = _folder.File("table.csv");
        MetricCsv.Write(table, path, overwrite: true);
        return MetricCsv.Read(path);
    }

    private string Text(string text)
    {
        string path = _folder.File("text.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
