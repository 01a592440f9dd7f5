namespace AutogradPS.Evaluation;

/// <summary>The linear assignment problem: match every row with a column of its own at the least total cost.</summary>
/// <remarks>
/// Shortest augmenting paths on reduced costs, after Jonker and Volgenant (Computing 38, 1987), O(n^3). The potentials are kept
/// as the proof of optimality: rows[i] + columns[j] never exceeds cost(i, j), and equals it where i is matched with j.
/// </remarks>
internal sealed class Assignment
{
    private const int Free = -1;

    private readonly ReadOnlyMemory<double> cost;
    private readonly int size;
    private readonly int[] rowOf;
    private readonly double[] distance;
    private readonly int[] predecessor;
    private readonly int[] columns;

    private Assignment(ReadOnlyMemory<double> cost, int size)
    {
        this.cost = cost;
        this.size = size;
        ColumnOf = new int[size];
        RowPotential = new double[size];
        ColumnPotential = new double[size];
        rowOf = new int[size];
        distance = new double[size];
        predecessor = new int[size];
        columns = new int[size];
        Array.Fill(ColumnOf, Free);
        Array.Fill(rowOf, Free);
    }

    /// <summary>The column matched with each row.</summary>
    public int[] ColumnOf { get; }

    /// <summary>The dual variables of the rows.</summary>
    public double[] RowPotential { get; }

    /// <summary>The dual variables of the columns.</summary>
    public double[] ColumnPotential { get; }

    /// <summary>The cost of the matching.</summary>
    public double TotalCost
    {
        get
        {
            double total = 0;
            for (int row = 0; row < size; row++)
            {
                total += Costs(row)[ColumnOf[row]];
            }

            return total;
        }
    }

    /// <summary>Solves a square problem.</summary>
    /// <param name="cost">Finite costs, row by row, size x size.</param>
    /// <param name="size">The number of rows and of columns.</param>
    /// <param name="cancellation">Stops the search between rows.</param>
    public static Assignment Solve(ReadOnlyMemory<double> cost, int size, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cost.Length, checked(size * size));
        Assignment assignment = new(cost, size);
        assignment.Reduce();
        for (int row = 0; row < size; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (assignment.ColumnOf[row] == Free)
            {
                assignment.Augment(row);
            }
        }

        return assignment;
    }

    private ReadOnlySpan<double> Costs(int row) => cost.Span.Slice(row * size, size);

    // Potentials that make every reduced cost non-negative, and the matches they give for free.
    private void Reduce()
    {
        Costs(0).CopyTo(ColumnPotential);
        for (int row = 1; row < size; row++)
        {
            ReadOnlySpan<double> costs = Costs(row);
            for (int column = 0; column < size; column++)
            {
                ColumnPotential[column] = Math.Min(ColumnPotential[column], costs[column]);
            }
        }

        for (int row = 0; row < size; row++)
        {
            ReadOnlySpan<double> costs = Costs(row);
            int best = 0;
            for (int column = 1; column < size; column++)
            {
                if (costs[column] - ColumnPotential[column] < costs[best] - ColumnPotential[best])
                {
                    best = column;
                }
            }

            RowPotential[row] = costs[best] - ColumnPotential[best];
            if (rowOf[best] == Free)
            {
                rowOf[best] = row;
                ColumnOf[row] = best;
            }
        }
    }

    // Dijkstra's search over reduced costs from a free row to the nearest free column. columns[..scanned] are settled.
    private void Augment(int start)
    {
        for (int column = 0; column < size; column++)
        {
            columns[column] = column;
            distance[column] = double.PositiveInfinity;
        }

        int row = start;
        double length = 0;
        int scanned = 0;
        while (true)
        {
            int nearest = Relax(row, length, scanned);
            (columns[scanned], columns[nearest]) = (columns[nearest], columns[scanned]);
            int column = columns[scanned];
            length = distance[column];
            if (rowOf[column] == Free)
            {
                UpdatePotentials(start, length, scanned);
                Flip(start, column);
                return;
            }

            row = rowOf[column];
            scanned++;
        }
    }

    // Extends paths through a row; returns where in columns the nearest unsettled one stands.
    private int Relax(int row, double length, int scanned)
    {
        ReadOnlySpan<double> costs = Costs(row);
        double offset = length - RowPotential[row];
        int nearest = scanned;
        double least = double.PositiveInfinity;
        for (int k = scanned; k < size; k++)
        {
            int column = columns[k];
            double through = costs[column] - ColumnPotential[column] + offset;
            if (through < distance[column])
            {
                distance[column] = through;
                predecessor[column] = row;
            }

            if (distance[column] < least)
            {
                least = distance[column];
                nearest = k;
            }
        }

        return nearest;
    }

    private void UpdatePotentials(int start, double length, int scanned)
    {
        RowPotential[start] += length;
        for (int k = 0; k < scanned; k++)
        {
            int column = columns[k];
            double change = length - distance[column];
            ColumnPotential[column] -= change;
            RowPotential[rowOf[column]] += change;
        }
    }

    // Along the path, every row takes the column that led on from it.
    private void Flip(int start, int column)
    {
        int row;
        do
        {
            row = predecessor[column];
            rowOf[column] = row;
            (column, ColumnOf[row]) = (ColumnOf[row], column);
        }
        while (row != start);
    }
}
