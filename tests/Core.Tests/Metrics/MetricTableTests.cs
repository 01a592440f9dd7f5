using AutogradPS.Metrics;
using Xunit;

namespace AutogradPS.Tests.Metrics;

public sealed class MetricTableTests
{
    [Fact]
    public void Records_with_different_names_share_one_table()
    {
        MetricTableBuilder builder = new();
        builder.Add([new("Iteration", 1), new("Loss", 0.5f)]);
        builder.Add([new("iteration", 2), new("Note", DayOfWeek.Monday)]);

        MetricTable table = builder.ToTable();

        Assert.Equal(["Iteration", "Loss", "Note"], table.Columns);
        Assert.Equal([1L, 0.5f, null], table.Rows[0]);
        Assert.Equal([2L, null, "Monday"], table.Rows[1]);
        Assert.Equal([0.5, double.NaN], table.Numbers("loss"));
    }

    [Fact]
    public void Local_times_become_universal_and_durations_seconds()
    {
        DateTime local = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Local);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)MetricValue.Normalize(local)!).Kind);
        Assert.Equal(90.0, MetricValue.Normalize(TimeSpan.FromMinutes(1.5)));
    }

    [Fact]
    public void A_column_of_text_is_no_metric()
    {
        MetricTable table = new(["Run", "Loss", "Empty"], [["a", 1.0, null]]);
        Assert.False(table.IsNumeric("Run"));
        Assert.False(table.IsNumeric("Empty"));
        Assert.False(table.IsNumeric("Missing"));
        Assert.True(table.IsNumeric("LOSS"));
        Assert.Equal("MetricNotNumeric", Assert.Throws<MetricException>(() => table.Numbers("Run")).ErrorId);
        Assert.Equal("MetricNotFound", Assert.Throws<MetricException>(() => table.Numbers("Missing")).ErrorId);
    }
}
