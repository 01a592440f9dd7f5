using AutogradPS.Data;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Data;

public sealed class CsvDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("points.csv", "x,y\n1,2.5\n-3e2,4\n")]
    [InlineData("points.csv", "1,2.5\n-3e2,4")]
    [InlineData("points.csv", "x;y\r\n1;2.5\r\n-3e2;4\r\n")]
    [InlineData("points.tsv", "x\ty\n1\t2.5\n-3e2\t4\n")]
    [InlineData("points.csv", "\"x\",\"y\"\n\"1\",2.5\n-3e2,\"4\"\n")]
    public void Records_are_rows_of_numbers_as_they_are(string name, string text)
    {
        using Dataset set = Open(text, name: name);
        Assert.Equal([2], set.SampleShape);
        using Tensor rows = set.Sample(2, 0);
        Assert.Equal([-300f, 1f, 2.5f, 4f], rows.data<float>().ToArray().Order());
    }

    [Fact]
    public void Chosen_columns_come_in_the_order_asked_for()
    {
        using Dataset set = Open("name,x,y\nfirst,1,2\n", ["Y", "x"]);
        using Tensor rows = set.Sample(1, 0);
        Assert.Equal([2f, 1f], rows.data<float>().ToArray());
    }

    [Theory]
    [InlineData("CsvEmpty", "")]
    [InlineData("CsvEmpty", "x,y\n")]
    [InlineData("CsvNotNumeric", "x,y\n1,a\n")]
    [InlineData("CsvNotNumeric", "x,y\n1,\n")]
    [InlineData("CsvNotNumeric", "x,y\n1,NaN\n")]
    [InlineData("CsvNotNumeric", "x,y\n1,1e60\n")]
    [InlineData("CsvMalformed", "x,y\n1,2\n3\n")]
    [InlineData("CsvMalformed", "x,y\n1,2\n\"3,4\n")]
    public void A_file_that_is_no_table_of_numbers_is_a_typed_error(string errorId, string text)
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Open(text));
        Assert.Equal((errorId, ErrorKind.InvalidData), (error.ErrorId, error.Kind));
    }

    [Fact]
    public void The_line_and_column_of_a_bad_number_are_named()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Open("x,y\n1,2\n3,four\n"));
        Assert.Contains("Line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("'four' in column 'y'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_lists_those_there_are()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => Open("x,y\n1,2\n", ["z"]));
        Assert.Equal("CsvColumnNotFound", error.ErrorId);
        Assert.Contains("x, y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_images_are_refused()
    {
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => DatasetFiles.Open(Write("x\n1\n", "a.csv"), new DatasetOptions { ImageSize = 8 }));
        Assert.Equal("DatasetOptionUnused", error.ErrorId);
    }

    [Fact]
    public void Random_bytes_are_a_typed_error_or_numbers()
    {
        Random random = new(3);
        byte[] alphabet = [.. "0123456789.,;\n\r\"-eE \0"u8, 0xFF, 0xC3];
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] bytes = [.. Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])];
            string path = folder.File("random.csv");
            File.WriteAllBytes(path, bytes);
            try
            {
                using Dataset set = DatasetFiles.Open(path);
                Assert.True(set.Count > 0);
            }
            catch (AutogradPSException error)
            {
                Assert.Matches("^Csv", error.ErrorId);
            }
        }
    }

    private Dataset Open(string text, string[]? columns = null, string name = "data.csv") =>
        DatasetFiles.Open(Write(text, name), new DatasetOptions { Columns = columns ?? [] });

    private string Write(string text, string name)
    {
        string path = folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }
}
