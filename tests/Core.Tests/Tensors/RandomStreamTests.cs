using AutogradPS.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors;

public class RandomStreamTests
{
    [Fact]
    public void The_same_seed_name_and_step_give_the_same_numbers_whatever_was_drawn_before()
    {
        using RandomStream first = new(7, "noise");
        using RandomStream second = new(7, "noise");
        using Tensor other = second.Randn(3, [1000]);
        using Tensor a = first.Randn(11, [16]);
        using Tensor b = second.Randn(11, [16]);
        Assert.True(a.allclose(b, 0, 0));
    }

    [Theory]
    [InlineData(7, "noise", 12)]
    [InlineData(7, "epsilon", 11)]
    [InlineData(8, "noise", 11)]
    [InlineData(7 + (1L << 32), "noise", 11)]
    public void Another_seed_name_or_step_gives_other_numbers(long seed, string name, long step)
    {
        using RandomStream reference = new(7, "noise");
        using RandomStream changed = new(seed, name);
        using Tensor a = reference.Rand(11, [16]);
        using Tensor b = changed.Rand(step, [16]);
        Assert.False(a.allclose(b));
    }

    // libtorch's manual_seed keeps 32 bits on the CPU: keys that differ above them must still differ.
    [Fact]
    public void All_64_bits_of_a_key_reach_the_generator()
    {
        using MersenneState state = new();
        using Generator generator = new(0, CPU);
        state.Seed(generator, 5);
        using Tensor low = rand([8], generator: generator);
        state.Seed(generator, 5 + (1UL << 40));
        using Tensor high = rand([8], generator: generator);
        Assert.False(low.allclose(high));
    }

    [Fact]
    public void Normal_and_uniform_numbers_have_the_moments_of_their_distributions()
    {
        using RandomStream stream = new(1, "moments");
        const int count = 200_000;
        using Tensor normal = stream.Randn(0, [count], dtype: ScalarType.Float64);
        using Tensor uniform = stream.Rand(1, [count], dtype: ScalarType.Float64);

        // Six standard errors: sqrt(1/n), sqrt(2/n) and sqrt(1/12n).
        Assert.Equal(0, normal.mean().item<double>(), 6 / Math.Sqrt(count));
        Assert.Equal(1, normal.var().item<double>(), 6 * Math.Sqrt(2.0 / count));
        Assert.Equal(0.5, uniform.mean().item<double>(), 6 * Math.Sqrt(1 / 12.0 / count));
        Assert.InRange(uniform.min().item<double>(), 0, 1e-3);
        Assert.InRange(uniform.max().item<double>(), 1 - 1e-3, 1);
    }

    [Fact]
    public void First_numbers_of_consecutive_steps_are_uncorrelated()
    {
        using RandomStream stream = new(3, "steps");
        const int steps = 4000;
        double[] firsts = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            using Tensor draw = stream.Randn(step, [1], dtype: ScalarType.Float64);
            firsts[step] = draw.item<double>();
        }

        double lag = Enumerable.Range(0, steps - 1).Average(i => firsts[i] * firsts[i + 1]);
        Assert.Equal(0, firsts.Average(), 5 / Math.Sqrt(steps));
        Assert.Equal(0, lag, 5 / Math.Sqrt(steps));
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
    {
        using RandomStream stream = new(5, "order");
        long[] order = stream.Permutation(0, 1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), order.Order());
        Assert.NotEqual(order, stream.Permutation(1, 1000));
        Assert.Empty(stream.Permutation(0, 0));
    }

    [Fact]
    public void All_orders_of_three_are_equally_likely()
    {
        using RandomStream stream = new(9, "fair");
        const int draws = 6000;
        int[] counts = [.. Enumerable.Range(0, draws)
            .Select(step => string.Concat(stream.Permutation(step, 3)))
            .GroupBy(order => order)
            .Select(group => group.Count())];
        Assert.Equal(6, counts.Length);

        // Chi-square with 5 degrees of freedom: 20.5 is exceeded once in a thousand seeds, and the seed is fixed.
        Assert.InRange(counts.Sum(count => Math.Pow(count - 1000, 2) / 1000), 0, 20.5);
    }

    [Fact]
    public void The_global_generator_is_left_alone()
    {
        using Generator global = Generator.Default;
        global.manual_seed(4);
        using Tensor expected = rand(8);
        global.manual_seed(4);
        using RandomStream stream = new(1, "noise");
        using Tensor drawn = stream.Randn(0, [100]);
        using Tensor actual = rand(8);
        Assert.True(actual.allclose(expected, 0, 0));
    }

    // One word a number, and 624 words at a time.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(256)]
    [InlineData(624)]
    [InlineData(625)]
    [InlineData(2000)]
    public void UniformNumbersAreLibtorchs(int count)
    {
        using RandomStream stream = new(7, "test");
        foreach (long step in (long[])[0, 1, 123456789])
        {
            using Tensor expected = stream.Rand(step, [count]);
            float[] drawn = new float[count];
            stream.Uniform(step, drawn);
            Assert.Equal(expected.data<float>().ToArray(), drawn);
        }
    }
}
