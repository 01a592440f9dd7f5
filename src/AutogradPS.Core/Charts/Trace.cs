namespace AutogradPS.Charts;

/// <summary>Chooses the rows of a series that are drawn: cut into pieces at its gaps, and no more of them than the eye sees.</summary>
/// <remarks>
/// Where there are many rows, the axis is taken as <see cref="Columns"/> columns, each about as wide as a pixel. Of the rows of a column, the first, the lowest, the
/// highest and the last draw the same picture as all of them, so that a spike of a single row stays; and a gap inside of a column is none to be seen.
/// </remarks>
internal sealed class Trace
{
    /// <summary>How many columns the axis has.</summary>
    public const int Columns = 1000;

    private readonly double[] _x;
    private readonly double _left, _width;
    private readonly bool _isLong;

    /// <param name="x">Where the rows lie on the axis as it is drawn, one number a row.</param>
    public Trace(double[] x)
    {
        _x = x;
        double[] finite = [.. x.Where(double.IsFinite)];
        _isLong = finite.Length > 4 * Columns;
        if (!_isLong) return;
        _left = finite.Min();
        _width = (finite.Max() - _left) / Columns;
    }

    /// <summary>The rows to draw, piece by piece; a row that is not finite is a gap.</summary>
    /// <param name="low">The lower edge of what is drawn, one number a row.</param>
    /// <param name="high">The upper edge; the same for a line.</param>
    public IEnumerable<int[]> Pieces(double[] low, double[] high)
    {
        List<int> piece = [];
        bool isGap = false;
        for (int row = 0; row < _x.Length; row++)
        {
            if (!double.IsFinite(_x[row]) || !double.IsFinite(low[row]) || !double.IsFinite(high[row]))
            {
                isGap = true;
                continue;
            }
            if (isGap && piece.Count > 0 && !(_isLong && Math.Abs(_x[row] - _x[piece[^1]]) <= _width))
            {
                yield return Thin(piece, low, high);
                piece.Clear();
            }
            isGap = false;
            piece.Add(row);
        }
        if (piece.Count > 0) yield return Thin(piece, low, high);
    }

    private int[] Thin(List<int> rows, double[] low, double[] high)
    {
        if (!_isLong) return [.. rows];
        List<int> kept = [];
        for (int start = 0; start < rows.Count;)
        {
            int end = start, lowest = rows[start], highest = rows[start];
            for (; end < rows.Count && Column(rows[end]) == Column(rows[start]); end++)
            {
                if (low[rows[end]] < low[lowest]) lowest = rows[end];
                if (high[rows[end]] > high[highest]) highest = rows[end];
            }
            kept.AddRange(new SortedSet<int> { rows[start], lowest, highest, rows[end - 1] });
            start = end;
        }
        return [.. kept];
    }

    private int Column(int row) => _width > 0 ? (int)((_x[row] - _left) / _width) : 0;
}
