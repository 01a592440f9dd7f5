namespace AutogradPS.Metrics;

/// <summary>
/// Builds a table from records that arrive one by one. Columns stand in the order in which their names first occur;
/// a record without one of them has an empty cell there.
/// </summary>
public sealed class MetricTableBuilder
{
    private readonly List<string> _columns = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<List<object?>> _rows = [];

    /// <summary>The number of records added so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds one record.</summary>
    /// <param name="record">Names and values. Values are brought to a cell's types by <see cref="MetricValue.Normalize"/>.</param>
    public void Add(IEnumerable<KeyValuePair<string, object?>> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        List<object?> row = [.. Enumerable.Repeat<object?>(null, _columns.Count)];
        foreach ((string name, object? value) in record)
        {
            object? cell = MetricValue.Normalize(value);
            if (_index.TryGetValue(name, out int column))
            {
                row[column] = cell;
                continue;
            }
            _index.Add(name, _columns.Count);
            _columns.Add(name);
            row.Add(cell);
        }
        _rows.Add(row);
    }

    /// <summary>The table of all records added so far.</summary>
    /// <exception cref="MetricException">A name is empty.</exception>
    public MetricTable ToTable()
    {
        foreach (List<object?> row in _rows)
            row.AddRange(Enumerable.Repeat<object?>(null, _columns.Count - row.Count));
        return new MetricTable([.. _columns], [.. _rows]);
    }
}
