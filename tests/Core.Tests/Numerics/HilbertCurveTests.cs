using AutogradPS.Numerics;

namespace AutogradPS.Tests.Numerics;

/// <summary>The curve passes every cell once, and goes from each to one that touches it.</summary>
public sealed unsafe class HilbertCurveTests
{
    // The curve begins with ever larger cubes around the origin.
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(8, 1)]
    public void NeighboursOnTheCurveTouch(int dimensions, int bits)
    {
        uint[]?[] passed = new uint[]?[1 << (dimensions * bits)];
        ulong[] positions = new ulong[HilbertCurve.Lanes];
        for (int first = 0; first < passed.Length; first += HilbertCurve.Lanes)
        {
            uint Coordinate(int lane, int i) => (uint)((first + lane) >> (i * bits)) & ((1u << bits) - 1);
            HilbertCurve.Positions([.. Enumerable.Range(0, dimensions).SelectMany(i => Enumerable.Range(0, HilbertCurve.Lanes).Select(lane => Coordinate(lane, i)))], positions);
            for (int lane = 0; lane < HilbertCurve.Lanes; lane++)
            {
                ref uint[]? at = ref passed[positions[lane]];
                Assert.Null(at);
                at = [.. Enumerable.Range(0, dimensions).Select(i => Coordinate(lane, i))];
            }
        }
        for (int i = 1; i < passed.Length; i++)
            Assert.Equal(1, passed[i - 1]!.Zip(passed[i]!, (a, b) => Math.Abs((long)a - b)).Sum());
    }

    [Fact]
    public void PointsOfOneLineComeInTheirOrder()
    {
        if (!ProductKernel.IsSupported) return;
        MatrixBuffer points = new(5, 1);
        float[] values = [3, -1, 7, 2, -5];
        for (int i = 0; i < values.Length; i++) *points.View.Row(i) = values[i];
        Assert.Equal([4, 1, 3, 0, 2], HilbertCurve.Order(points.View));
        GC.KeepAlive(points); // its memory goes with it
    }

    [Fact]
    public void WhatIsNoNumberOrAllTheSameIsOrderedSomehow()
    {
        if (!ProductKernel.IsSupported) return;
        foreach (float value in (float[])[0, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            MatrixBuffer points = new(40, 3);
            for (int i = 0; i < 40; i++) points.View.Row(i)[i % 3] = i % 7 == 0 ? 1 : value;
            Assert.Equal(Enumerable.Range(0, 40), HilbertCurve.Order(points.View).Order());
            GC.KeepAlive(points);
        }
    }
}
