using AutogradPS.Evaluation;

namespace AutogradPS.Tests.Evaluation;

public class AssignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void The_cost_is_the_least_of_all_permutations(int size)
    {
        Random random = new(size);
        for (int trial = 0; trial < 100; trial++)
        {
            // Small integers make many ties; negative costs are allowed.
            double[] cost = [.. Enumerable.Range(0, size * size).Select(_ => trial % 2 == 0 ? random.Next(-3, 4) : random.NextDouble())];
            double least = Permutations(size).Min(order => Enumerable.Range(0, size).Sum(row => cost[(row * size) + order[row]]));
            Assert.Equal(least, Assignment.Solve(cost, size).TotalCost, 1e-12);
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    public void Large_solutions_come_with_a_proof_of_optimality(int size)
    {
        Random random = new(size);
        double[] cost = [.. Enumerable.Range(0, size * size).Select(_ => random.NextDouble())];
        Assignment solution = Assignment.Solve(cost, size);
        Assert.Equal(Enumerable.Range(0, size), solution.ColumnOf.Order());

        // Weak duality: feasible potentials bound every matching from below, and these reach the cost.
        double slack = Enumerable.Range(0, size * size).Min(k => cost[k] - solution.RowPotential[k / size] - solution.ColumnPotential[k % size]);
        Assert.InRange(slack, -1e-12, 1e-12);
        Assert.Equal(solution.RowPotential.Sum() + solution.ColumnPotential.Sum(), solution.TotalCost, 1e-9);
    }

    [Fact]
    public void Points_on_a_line_are_matched_in_order()
    {
        const int size = 200;
        Random random = new(4);
        double[] a = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble()).Order()];
        double[] b = [.. Enumerable.Range(0, size).Select(_ => 3 + random.NextDouble()).Order()];
        double[] cost = [.. from x in a from y in b select Math.Pow(x - y, 2)];
        Assert.Equal(Enumerable.Range(0, size), Assignment.Solve(cost, size).ColumnOf);
    }

    [Fact]
    public void A_search_can_be_stopped()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => Assignment.Solve(new double[] { 1, 1, 1, 1 }, 2, stopped.Token));
    }

    private static IEnumerable<int[]> Permutations(int size) =>
        size == 0
            ? [[]]
            : from shorter in Permutations(size - 1)
              from position in Enumerable.Range(0, size)
              select (int[])[.. shorter[..position], size - 1, .. shorter[position..]];
}
