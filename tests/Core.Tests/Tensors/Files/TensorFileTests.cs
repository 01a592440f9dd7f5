using System.Text;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors.Files;

public class TensorFileTests
{
    private static readonly ScalarType[] All =
    [
        ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8,
        ScalarType.Byte, ScalarType.Bool, ScalarType.ComplexFloat32, ScalarType.ComplexFloat64,
    ];

    private static readonly long[][] Shapes = [[], [1], [3], [0], [2, 3], [2, 0, 3], [2, 3, 4, 5], [0, 3]];

    public static IEnumerable<object[]> FormatsAndDTypes =>
        from extension in new[] { ".safetensors", ".npy", ".csv" } from dtype in All select new object[] { extension, dtype };

    [Theory]
    [MemberData(nameof(FormatsAndDTypes))]
    public void ARoundTripIsExactForEveryDTypeAndShape(string extension, ScalarType dtype)
    {
        using var folder = new TemporaryFolder();
        foreach (long[] shape in Shapes)
        {
            using var scope = NewDisposeScope();
            string path = folder.File($"{dtype}-{string.Join('x', shape)}{extension}");
            Tensor tensor = Values(dtype, shape);
            Action write = () => TensorFile.Write(path, [new TensorEntry("t", tensor)], overwrite: false);
            bool hasPlace = (extension, dtype) switch
            {
                (".npy", ScalarType.BFloat16) or (".safetensors", ScalarType.ComplexFloat64) => false,
                (".csv", ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64) => false,
                _ => true,
            };
            if (!hasPlace)
            {
                Assert.Equal("TensorNotInFormat", Assert.Throws<AutogradPSException>(write).ErrorId);
                Assert.False(File.Exists(path));
                continue;
            }
            write();
            using TensorFileContent content = TensorFile.Read(path);
            Same(tensor, content.Tensors.Single().Tensor);
        }
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".npy")]
    [InlineData(".csv")]
    public void ValuesThatAreNoNumbersAndTheirNeighboursSurvive(string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("edge" + extension);
        Tensor edge = tensor(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue, 0.1f, 1 / 3f });
        TensorFile.Write(path, [new TensorEntry("t", edge)], overwrite: false);
        using TensorFileContent content = TensorFile.Read(path);
        Assert.Equal(edge.data<float>().Select(BitConverter.SingleToInt32Bits), content.Tensors[0].Tensor.data<float>().Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".npy")]
    [InlineData(".csv")]
    public void ViewsAndGraphsAreWrittenAsTheirValues(string extension)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("view" + extension);
        Tensor view = arange(12, dtype: float32).reshape(3, 4).t().requires_grad_(true) * 2;
        TensorFile.Write(path, [new TensorEntry("t", view[1..])], overwrite: false);
        using TensorFileContent content = TensorFile.Read(path);
        Same(view[1..].detach().contiguous(), content.Tensors[0].Tensor);
    }

    [Fact]
    public void AFileIsNotReplacedUnlessAsked()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npy");
        TensorFile.Write(path, [new TensorEntry("", ones(2))], overwrite: false);
        Assert.Equal("FileExists", Assert.Throws<OutputFileException>(() => TensorFile.Write(path, [new TensorEntry("", zeros(2))], overwrite: false)).ErrorId);
        TensorFile.Write(path, [new TensorEntry("", zeros(3))], overwrite: true);
        Assert.Equal([3L], TensorFile.Read(path).Tensors[0].Tensor.shape);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("missing.npy", "PathNotFound")]
    [InlineData("tensor.txt", "UnknownTensorFormat")]
    [InlineData("tensor", "UnknownTensorFormat")]
    public void WrongNamesSayWhatToDo(string name, string id)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(id, Assert.Throws<AutogradPSException>(() => TensorFile.Read(folder.File(name))).ErrorId);
    }

    [Fact]
    public void NamesMustBeThereAndUnique()
    {
        using var folder = new TemporaryFolder();
        string Id(params TensorEntry[] entries) => Assert.Throws<AutogradPSException>(() => TensorFile.Write(folder.File("x.safetensors"), entries, false)).ErrorId;
        Assert.Equal("TensorNotInFormat", Id(new TensorEntry("", ones(1))));
        Assert.Equal("TensorNotInFormat", Id(new TensorEntry("__metadata__", ones(1))));
        Assert.Equal("TensorNotInFormat", Id(new TensorEntry("a", ones(1)), new TensorEntry("a", ones(1))));
        Assert.Equal("TensorNotInFormat", Assert.Throws<AutogradPSException>(
            () => TensorFile.Write(folder.File("x.npy"), [new TensorEntry("a", ones(1)), new TensorEntry("b", ones(1))], false)).ErrorId);
    }

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        using var folder = new TemporaryFolder();
        using Tensor tensor = ones(20, 3);
        foreach (string name in new[] { "a.npy", "a.safetensors", "a.csv" })
            LiveTensors.AssertFlat(() =>
            {
                TensorFile.Write(folder.File(name), [new TensorEntry("t", tensor)], overwrite: true);
                TensorFile.Read(folder.File(name)).Dispose();
            });
    }

    /// <summary>Equal in dtype, shape and every bit.</summary>
    internal static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal((expected.dtype, TensorText.Shape(expected)), (actual.dtype, TensorText.Shape(actual)));
        Assert.Equal(expected.contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray());
    }

    private static Tensor Values(ScalarType dtype, long[] shape)
    {
        manual_seed(3);
        if (dtype == ScalarType.Bool) return rand(shape).gt(0.5);
        if (dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64) return randn(shape, dtype);
        if (dtype is ScalarType.Float16 or ScalarType.BFloat16) return randn(shape).to(dtype);
        return dtype == ScalarType.Int64 ? randint(long.MaxValue / 2, shape, dtype).add(long.MaxValue / 2) : randint(100, shape, int64).to(dtype);
    }
}
