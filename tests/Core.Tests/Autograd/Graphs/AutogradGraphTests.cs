using System.Text.Json;
using AutogradPS.Autograd;
using AutogradPS.Autograd.Graphs;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd.Graphs;

public class AutogradGraphTests
{
    // What libtorch does differently since PyTorch 1.13, which made the fixture; in the first two, TorchScript computes a repeated term once.
    private static readonly HashSet<string> Changed = ["relu", "hardsigmoid_hardswish", "cross_entropy_smoothed", "cosine_similarity", "prelu"];

    private static readonly Dictionary<string, string> Renamed = new()
    {
        // TorchScript calls the overloads for numbers, which Python never does.
        ["AddBackward1"] = "AddBackward0",
        ["SubBackward1"] = "SubBackward0",
        ["MulBackward1"] = "MulBackward0",
        ["DivBackward1"] = "DivBackward0",
        ["ReshapeAliasBackward0"] = "ViewBackward0",
        ["UpsampleLinear1DBackward1"] = "UpsampleLinear1DBackward0",
    };

    private static readonly Lazy<Dictionary<string, string[]>> PyTorch = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "gradients", "graphs.json")))!);

    private static string Today(string name) => Renamed.GetValueOrDefault(name, name);

    private static Tensor Leaf(params long[] shape) => ones(shape, float64, requires_grad: true);

    public static TheoryData<string> Cases() => [.. PyTorch.Value.Keys.Where(k => !Changed.Contains(k))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void NodesHaveTorchvizsNamesInItsOrder(string name)
    {
        GradientCase given = GradientCase.All[name];
        using var scope = NewDisposeScope();
        Tensor[] inputs = Array.ConvertAll(given.Inputs, i => i.ToTensor(ScalarType.Float64));
        var y = (Tensor)new TorchScript(given.Source).Invoke("f", [.. inputs]);
        Assert.Equal(PyTorch.Value[name].Select(Today), AutogradGraph.Read([y]).Nodes.Select(n => Today(n.Name)));
    }

    [Fact]
    public void LeavesHaveNamesAndNodesHaveTheShapesOfTheForwardPass()
    {
        Tensor x = Leaf(2, 3), w = Leaf(4, 3), y = x.matmul(w.t()).sum();
        AutogradGraph graph = AutogradGraph.Read([y], [new NamedTensor("x", x), new NamedTensor("w", w), new NamedTensor("later", x), new NamedTensor("y", y)]);
        Assert.Equal("y", graph.Outputs[0].Name);
        Assert.Equal(["SumBackward0 []", "MmBackward0 [2, 4]", "AccumulateGrad x [2, 3]", "TBackward0 [3, 4]", "AccumulateGrad w [4, 3]"], graph.Nodes.Select(n => n.ToString()));
        Assert.Equal([1, 2, 3, 4, 5], graph.Nodes.Select(n => n.Id));
        Assert.Same(x, graph.Nodes[2].Leaf);
        Assert.Equal("float64", graph.Root.DType);
        Assert.Equal(["x", "w"], graph.Leaves.Select(l => l.LeafName));
    }

    [Fact]
    public void ASharedNodeIsOneObject()
    {
        Tensor x = Leaf(2), h = x.exp();
        AutogradGraph graph = AutogradGraph.Read([h * h]);
        Assert.Equal(3, graph.Nodes.Count);
        Assert.Same(graph.Root.Inputs[0], graph.Root.Inputs[1]);
    }

    [Fact]
    public void SeveralOutputsShareAGraph()
    {
        Tensor x = Leaf(2), h = x.exp();
        AutogradGraph graph = AutogradGraph.Read([h.sin(), h.cos(), x]);
        Assert.Equal(["SinBackward0", "CosBackward0", "AccumulateGrad"], graph.Outputs.Select(o => o.Node.Name));
        Assert.Same(graph.Outputs[0].Node.Inputs[0], graph.Outputs[1].Node.Inputs[0]);
    }

    [Fact]
    public void AnOperationWithSeveralOutputsKnowsThemAll()
    {
        Tensor half = (Leaf(4, 6) * 2).split(1)[3];
        Assert.Equal([[1L, 6], [1, 6], [1, 6], [1, 6]], AutogradGraph.Read([half]).Root.Outputs.Select(o => o.Shape));
    }

    [Fact]
    public void RanksBeyondFiveAreRead() =>
        Assert.Equal([1L, 2, 1, 2, 1, 2, 1, 2], AutogradGraph.Read([Leaf(1, 2, 1, 2, 1, 2, 1, 2) * 2]).Root.Shape!);

    [Fact]
    public void AChainOf100000NodesIsReadAndShown()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(), y = x;
        for (int i = 0; i < 100_000; i++)
        {
            Tensor next = y.neg();
            if (i > 0) y.Dispose();
            y = next;
        }
        AutogradGraph graph = AutogradGraph.Read([y]);
        Assert.Equal(100_001, graph.Nodes.Count);
        Assert.EndsWith("more nodes: see Nodes, or Export-AutogradGraph\n", GraphTree.Text(graph, 10).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void AFreedGraphStillHasItsNodes()
    {
        Tensor y = (Leaf() * 2).exp();
        y.backward();
        Assert.Equal(["ExpBackward0", "MulBackward0", "AccumulateGrad"], AutogradGraph.Read([y]).Nodes.Select(n => n.Name));
    }

    [Fact]
    public void ATensorWithoutGradHasNoGraph() =>
        Assert.Equal("RequiresGradMissing", Assert.Throws<AutogradPSException>(() => AutogradGraph.Read([ones(1)])).ErrorId);

    [Fact]
    public void TheReaderWorksWhenFirstUsedInInferenceMode()
    {
        Tensor y = Leaf() * 2;
        using var mode = inference_mode();
        Assert.Equal("MulBackward0", AutogradGraph.Read([y]).Root.Name);
    }

    [Theory]
    [InlineData("torch::autograd::AccumulateGrad", "AccumulateGrad")]
    [InlineData("MulBackward0", "MulBackward0")]
    [InlineData("torch::autograd::CppNode<a::b::Custom>", "CppNode<a::b::Custom>")]
    [InlineData("torch::jit::(anonymous namespace)::DifferentiableGraphBackward", "DifferentiableGraphBackward")]
    public void NamesLoseTheirNamespace(string full, string expected) => Assert.Equal(expected, NodeReader.WithoutNamespace(full));

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        Tensor y = (Leaf(3) * 2).sum();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 1000; i++) AutogradGraph.Read([y], [new NamedTensor("y", y)]);
        // At most: what earlier tests left to the finalizer may go meanwhile.
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount} live tensors after, {before} before");
    }
}
