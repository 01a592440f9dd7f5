using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

/// <summary>The norm of all gradients against libtorch's in float64, and the same bits for any number of threads.</summary>
public sealed class GradientNormTests
{
    [Fact]
    public void ItIsTheNormOfAllValues()
    {
        manual_seed(1);
        foreach (long[] sizes in (long[][])[[1], [63, 1], [64, 0, 65], [300_001, 8192, 8193, 5]])
        {
            Tensor[] gradients = [.. sizes.Select(size => randn(size) * 3)];
            double expected = cat([.. gradients.Select(g => g.to(float64))]).norm().ToDouble();
            string[] bits = [.. ((int[])[1, 2, 3]).Select(threads =>
            {
                using ThreadCountScope scope = new(threads);
                Tensor norm = GradientNorm.Of(gradients);
                Assert.Empty(norm.shape);
                Assert.Equal(expected, norm.ToDouble(), expected * 1e-6);
                return Convert.ToHexString(norm.bytes);
            })];
            Assert.Single(bits.Distinct());
        }
    }

    [Fact]
    public void OtherTensorsAreLibtorchs()
    {
        manual_seed(2);
        Tensor[] gradients = [randn(20, 30).t(), randn(7).to(bfloat16).to(float64)];
        double expected = Math.Sqrt(gradients.Sum(g => g.to(float64).square().sum().ToDouble()));
        Assert.Equal(expected, GradientNorm.Of([gradients[0].to(float64), gradients[1]]).ToDouble(), expected * 1e-6);
        Assert.Equal(gradients[0].norm().ToDouble(), GradientNorm.Of([gradients[0]]).ToDouble(), 1e-4);
        Assert.True(float.IsNaN(GradientNorm.Of([tensor((float[])[1, float.NaN])]).ToSingle()));
    }
}
