using AutogradPS.Metrics;
using CsvHelper;
using Xunit;

namespace AutogradPS.Tests.Metrics;

[CsvRecord]
public partial record LoggedStep(long Iteration, float Loss, double Norm);

[CsvRecord]
public partial record OtherStep(long Iteration, float Loss);

public sealed class MetricLogTests : IDisposable
{
    private const string ThreeRows = "Iteration,Loss,Norm\n10,0.1,1\n20,NaN,0.3333333333333333\n30,-Infinity,1E-300\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public MetricLogTests() => _path = _folder.File("run/metrics.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_in_the_file_before_the_log_is_closed()
    {
        using MetricLog<LoggedStep> log = MetricLog.Create<LoggedStep>(_path);
        Assert.Equal("Iteration,Loss,Norm\n", ReadShared());
        log.Append(new LoggedStep(10, 0.1f, 1));
        Assert.Equal("Iteration,Loss,Norm\n10,0.1,1\n", ReadShared());
        log.Append(new LoggedStep(20, float.NaN, 1.0 / 3));
        log.Append(new LoggedStep(30, float.NegativeInfinity, 1e-300));
        log.FlushToDisk();
        Assert.Equal(ThreeRows, ReadShared());
    }

    [Fact]
    public void A_file_that_exists_is_kept()
    {
        Write(ThreeRows);
        Assert.Equal("FileExists", Assert.Throws<OutputFileException>(() => MetricLog.Create<LoggedStep>(_path)).ErrorId);
        Assert.Equal(ThreeRows, File.ReadAllText(_path));
        MetricLog.Create<LoggedStep>(_path, overwrite: true).Dispose();
        Assert.Equal("Iteration,Loss,Norm\n", File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Iteration,Lo")]
    [InlineData("Iteration,Loss,Norm\n")]
    [InlineData("Iteration,Loss,Norm\n10,0.1,1\n20,NaN,0.33")]
    [InlineData("Iteration,Loss,Norm\n10,0.1,1\n15,7,7\n20,7,7\n")]
    public void A_resumed_file_is_that_of_an_uninterrupted_run(string left)
    {
        Write(left);
        long last = left.Contains("\n10", StringComparison.Ordinal) ? 10 : 0;
        using (MetricLog<LoggedStep> log = MetricLog.Resume<LoggedStep>(_path, "Iteration", last))
        {
            if (last == 0)
                log.Append(new LoggedStep(10, 0.1f, 1));
            log.Append(new LoggedStep(20, float.NaN, 1.0 / 3));
            log.Append(new LoggedStep(30, float.NegativeInfinity, 1e-300));
        }
        Assert.Equal(ThreeRows, File.ReadAllText(_path));
    }

    [Fact]
    public void A_run_cannot_be_resumed_into_the_file_of_another_schema()
    {
        Write(ThreeRows);
        MetricException error = Assert.Throws<MetricException>(() => MetricLog.Resume<OtherStep>(_path, "Iteration", 20));
        Assert.Equal("MetricHeaderDiffers", error.ErrorId);
        Assert.Equal(ThreeRows, File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("Iteration,Loss\n10,0.1\n20,NaN\n", "Iteration,Loss,Norm\n10,0.1,\n20,NaN,\n30,0.5,2\n")]
    [InlineData("Iteration\n10\n20\n30\n40", "Iteration,Loss,Norm\n10,,\n20,,\n30,0.5,2\n")]
    public void The_file_of_an_earlier_version_gets_the_columns_that_came_later(string left, string expected)
    {
        Write(left);
        using (MetricLog<LoggedStep> log = MetricLog.Resume<LoggedStep>(_path, "Iteration", 20))
            log.Append(new LoggedStep(30, 0.5f, 2));
        Assert.Equal(expected, File.ReadAllText(_path));
        Assert.Equal(3, MetricCsv.Read(_path).Rows.Count);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_path)!));
    }

    [Theory]
    [InlineData("Iteration,Norm\n10,1\n")]
    [InlineData("Iteration,Loss,Norm,Later\n10,1,1,1\n")]
    public void The_file_of_other_columns_is_left_alone(string left)
    {
        Write(left);
        Assert.Equal("MetricHeaderDiffers", Assert.Throws<MetricException>(() => MetricLog.Resume<LoggedStep>(_path, "Iteration", 20)).ErrorId);
        Assert.Equal(left, File.ReadAllText(_path));
    }

    [Fact]
    public void The_log_reads_back_as_a_table()
    {
        using (MetricLog<LoggedStep> log = MetricLog.Create<LoggedStep>(_path))
            log.Append(new LoggedStep(10, 0.1f, 1.5));
        MetricTable table = MetricCsv.Read(_path);
        Assert.Equal([10L, 0.1, 1.5], table.Rows[0]);
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path, text);
    }

    private string ReadShared()
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }
}
