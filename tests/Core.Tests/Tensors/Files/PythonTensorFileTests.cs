using AutogradPS.Errors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors.Files;

/// <summary>Files that tests/fixtures/tensors/make_tensors.py wrote with NumPy and by the safetensors format's description.</summary>
public class PythonTensorFileTests
{
    private static readonly double[] Real = [0, 1, -2.5, 3.25, 100, 7];

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures", "tensors", name);

    private static Tensor Read(string name) => TensorFile.Read(Fixture(name)).Tensors.Single().Tensor;

    private static double[] Values(Tensor t) => [.. t.to(float64).flatten().data<double>().ToArray()];

    /// <summary>What make_tensors.py's values(kind) are.</summary>
    private static double[] Expected(ScalarType dtype) => dtype switch
    {
        ScalarType.Bool => [.. Real.Select(v => v > 1 ? 1.0 : 0)],
        ScalarType.Byte => [.. Real.Select(v => Math.Truncate(Math.Abs(v)))],
        ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 => [.. Real.Select(Math.Truncate)],
        _ => Real,
    };

    [Theory]
    [InlineData("f2", ScalarType.Float16)]
    [InlineData("f4", ScalarType.Float32)]
    [InlineData("f8", ScalarType.Float64)]
    [InlineData("i1", ScalarType.Int8)]
    [InlineData("i2", ScalarType.Int16)]
    [InlineData("i4", ScalarType.Int32)]
    [InlineData("i8", ScalarType.Int64)]
    [InlineData("u1", ScalarType.Byte)]
    [InlineData("b1", ScalarType.Bool)]
    [InlineData("big_endian", ScalarType.Float32)]
    [InlineData("fortran_big_endian", ScalarType.Float64)]
    [InlineData("version2", ScalarType.Float32)]
    [InlineData("version3", ScalarType.Float32)]
    public void NumPysArraysAreReadAsTheyWereWritten(string name, ScalarType dtype)
    {
        Tensor t = Read(name + ".npy");
        Assert.Equal(dtype, t.dtype);
        Assert.Equal([2L, 3], t.shape);
        Assert.Equal(Expected(dtype), Values(t));
    }

    [Theory]
    [InlineData("c8", ScalarType.ComplexFloat32)]
    [InlineData("c16", ScalarType.ComplexFloat64)]
    [InlineData("big_endian_complex", ScalarType.ComplexFloat64)]
    public void ComplexArraysAreRead(string name, ScalarType dtype)
    {
        Tensor t = Read(name + ".npy");
        Assert.Equal(dtype, t.dtype);
        Assert.Equal(Real, Values(t.real));
        Assert.Equal([3.25, 100, 7, 0, 1, -2.5], Values(t.imag));
    }

    [Fact]
    public void FortranOrderKeepsEveryValueInItsPlace()
    {
        Tensor t = Read("fortran.npy");
        Assert.Equal([2L, 3, 4], t.shape);
        Assert.True(t.is_contiguous());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), Values(t));
    }

    [Fact]
    public void ScalarsAndEmptyArraysKeepTheirShape()
    {
        Assert.Empty(Read("scalar.npy").shape);
        Assert.Equal([3.5], Values(Read("scalar.npy")));
        Assert.Equal([0L, 3], Read("empty.npy").shape);
    }

    [Theory]
    [InlineData("uint16.npy", "u2")]
    [InlineData("record.npy", "fields")]
    public void WhatTensorsDoNotHaveIsSaid(string name, string word)
    {
        var e = Assert.Throws<AutogradPSException>(() => TensorFile.Read(Fixture(name)));
        Assert.Equal("UnsupportedTensorFile", e.ErrorId);
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SavetxtsTableIsAMatrix()
    {
        Tensor t = TensorFile.Read(Fixture("savetxt.csv"), ScalarType.Float64).Tensors[0].Tensor;
        Assert.Equal([2L, 3], t.shape);
        Assert.Equal(Real, Values(t));
    }

    [Fact]
    public void EveryDTypeOfASafetensorsFileIsRead()
    {
        using TensorFileContent content = TensorFile.Read(Fixture("all.safetensors"));
        Assert.Equal(["f64", "i64", "f32", "i32", "f16", "i16", "i8", "u8", "bool", "c64", "bf16", "scalar", "empty"], content.Tensors.Select(t => t.Name));
        Assert.Equal("파이썬", content.Metadata["작성"]);
        foreach ((string name, Tensor t) in content.Tensors.Where(t => t.Name is not ("c64" or "scalar" or "empty"))) Assert.Equal(Expected(t.dtype), Values(t));
        Dictionary<string, Tensor> byName = content.Tensors.ToDictionary(t => t.Name, t => t.Tensor);
        Assert.Equal([3.25, 100, 7, 0, 1, -2.5], Values(byName["c64"].imag));
        Assert.Equal([7.0], Values(byName["scalar"]));
        Assert.Empty(byName["scalar"].shape);
        Assert.Equal([0L, 3], byName["empty"].shape);
    }
}
