namespace AutogradPS.Metrics;

/// <summary>Metrics as a table: named columns, and one row per logged step. Column names ignore case, as PowerShell's properties do.</summary>
public sealed class MetricTable
{
    private readonly Dictionary<string, int> _index;

    /// <summary>Creates a table from its columns and rows.</summary>
    /// <param name="columns">The names of the columns, each once.</param>
    /// <param name="rows">The rows, each with a cell for every column; see <see cref="MetricValue"/> for what a cell holds.</param>
    /// <exception cref="MetricException">A name is empty or occurs twice, or a row has another number of cells.</exception>
    public MetricTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        _index = MetricHeader.Index(columns);
        if (rows.Any(row => row.Count != columns.Count))
            throw MetricException.RowLength();
        Columns = columns;
        Rows = rows;
    }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, in the order they were logged.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>The position of a column, or -1 where the table has none of that name.</summary>
    public int IndexOf(string column) => _index.GetValueOrDefault(column, -1);

    /// <summary>Whether a column holds numbers and empty cells only, and at least one number.</summary>
    public bool IsNumeric(string column)
    {
        int index = IndexOf(column);
        return index >= 0
            && Rows.Any(row => row[index] is not null)
            && Rows.All(row => MetricValue.ToNumber(row[index]) is not null);
    }

    /// <summary>The numbers of a column, top to bottom; NaN where a cell is empty.</summary>
    /// <exception cref="MetricException">The table has no such column, or the column holds something else.</exception>
    public double[] Numbers(string column)
    {
        int index = IndexOf(column);
        if (index < 0)
            throw MetricException.NoSuchColumn(column, Columns);
        return [.. Rows.Select(row => MetricValue.ToNumber(row[index]) ?? throw MetricException.NotNumeric(column, row[index]))];
    }
}
