using AutogradPS.Metrics;

namespace AutogradPS.Tests.Metrics;

public sealed class MetricTailTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("A,B\n", null)]
    [InlineData("A,B", null)]
    [InlineData("A,B\n1,0.5", null)]
    [InlineData("A,B\n1,0.5\n", 0.5)]
    [InlineData("A,B\n1,0.5\n2,0.25\n", 0.25)]
    [InlineData("A,B\n1,0.5\n2,0.25\n3,0.1", 0.25)]
    [InlineData("A,B\r\n1,0.5\r\n2,0.25\r\n", 0.25)]
    public void The_last_complete_row_counts(string text, double? b)
    {
        string path = folder.File("m.csv");
        File.WriteAllText(path, text);
        Assert.Equal(b, (double?)MetricTail.LastRow(path).GetValueOrDefault("b"));
    }

    [Fact]
    public void A_long_file_gives_the_row_that_reading_all_of_it_gives()
    {
        string path = folder.File("m.csv");
        string[] columns = [.. Enumerable.Range(0, 900).Select(i => FormattableString.Invariant($"Column{i}"))];
        File.WriteAllText(path, string.Join(',', columns) + "\n"
            + string.Concat(Enumerable.Range(0, 300).Select(row => string.Join(',', columns.Select((_, column) => row * 1000 + column)) + "\n")));
        MetricTable all = MetricCsv.Read(path);
        Assert.Equal(all.Rows[^1], columns.Select(c => MetricTail.LastRow(path)[c]));
    }

    [Fact]
    public void A_row_that_does_not_fit_and_a_missing_file_are_errors()
    {
        string path = folder.File("m.csv");
        Assert.Equal("MetricFileNotFound", Assert.Throws<MetricException>(() => MetricTail.LastRow(path)).ErrorId);
        File.WriteAllText(path, "A,B\n1\n");
        Assert.Equal("MetricFileMalformed", Assert.Throws<MetricException>(() => MetricTail.LastRow(path)).ErrorId);
    }
}
