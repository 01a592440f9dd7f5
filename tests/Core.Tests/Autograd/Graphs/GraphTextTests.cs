using System.Xml.Linq;
using AutogradPS.Autograd;
using AutogradPS.Autograd.Graphs;
using AutogradPS.Autograd.Graphs.Drawing;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd.Graphs;

public class GraphTextTests
{
    private static Tensor Leaf(params long[] shape) => ones(shape, requires_grad: true);

    private static AutogradGraph ProductAndSum()
    {
        Tensor x = Leaf(2), y = Leaf(2);
        return AutogradGraph.Read([x * x + y], [new NamedTensor("x", x), new NamedTensor("a \"b\" <c>", y)]);
    }

    // A critic's gradient penalty: nodes of the forward pass, of the backward pass, and shared ones.
    private static AutogradGraph GradientPenalty()
    {
        Tensor x = Leaf(4, 2), w = Leaf(3, 2), v = Leaf(1, 3);
        Tensor y = x.matmul(w.t()).tanh().matmul(v.t());
        Tensor g = Gradient.Compute([y.sum()], [x], new GradOptions { CreateGraph = true })[0]!;
        return AutogradGraph.Read([(g.norm(1) - 1).square().mean()], [new NamedTensor("w", w), new NamedTensor("v", v), new NamedTensor("x", x)]);
    }

    [Fact]
    public void TheTreeBranchesWhereTheGraphDoesAndNamesLeaves()
    {
        string[] expected =
        [
            "AddBackward0 [2]",
            "├─ MulBackward0 [2]",
            "│  ├─ AccumulateGrad x [2]",
            "│  └─ AccumulateGrad x [2]",
            "└─ AccumulateGrad a \"b\" <c> [2]",
        ];
        Assert.Equal(expected, GraphTree.Text(ProductAndSum()).TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void TheTreeShowsASharedNodeOnceAndThenItsNumber()
    {
        Tensor h = Leaf(2).exp();
        string[] expected =
        [
            "MulBackward0 [2]",
            "├─ SinBackward0 [2]",
            "│  ExpBackward0 #3 [2]",
            "│  AccumulateGrad [2]",
            "└─ ExpBackward0 #3 (above)",
        ];
        Assert.Equal(expected, GraphTree.Text(AutogradGraph.Read([h.sin() * h])).TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void DotHasABoxForEveryNodeLeafAndOutput()
    {
        string dot = GraphExport.Text(ProductAndSum(), GraphFormat.Dot);
        Assert.Contains("n1 [label=\"AddBackward0\\n[2]\"];", dot, StringComparison.Ordinal);
        Assert.Contains("leaf3 [label=\"x\\n[2]\", fillcolor=lightblue];", dot, StringComparison.Ordinal);
        Assert.Contains("label=\"a \\\"b\\\" <c>\\n[2]\"", dot, StringComparison.Ordinal);
        Assert.Equal(2, dot.Split("n3 -> n2;").Length - 1); // x * x takes x twice
        Assert.Contains("n1 -> output1;", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void MermaidEscapesWhatItWouldRead()
    {
        string mermaid = GraphExport.Text(ProductAndSum(), GraphFormat.Mermaid);
        Assert.StartsWith("flowchart TB\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("n2 --> n1\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("[\"a #34;b#34; #60;c#62;<br/>[2]\"]:::leaf", mermaid, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSvgHasEveryBoxAndNoTwoOverlap()
    {
        AutogradGraph graph = GradientPenalty();
        XElement svg = XDocument.Parse(GraphExport.Text(graph, GraphFormat.Svg)).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        var boxes = svg.Elements(ns + "g").Select(g => g.Element(ns + "rect")!)
            .Select(r => (X: (double)r.Attribute("x")!, Y: (double)r.Attribute("y")!, W: (double)r.Attribute("width")!, H: (double)r.Attribute("height")!)).ToArray();
        Assert.Equal(graph.Nodes.Count + graph.Leaves.Count + 1, boxes.Length);
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].X >= 0 && boxes[i].Y >= 0 && boxes[i].X + boxes[i].W <= (double)svg.Attribute("width")! && boxes[i].Y + boxes[i].H <= (double)svg.Attribute("height")!);
            for (int k = 0; k < i; k++)
                Assert.False(boxes[i].X < boxes[k].X + boxes[k].W && boxes[k].X < boxes[i].X + boxes[i].W && boxes[i].Y < boxes[k].Y + boxes[k].H && boxes[k].Y < boxes[i].Y + boxes[i].H);
        }
    }

    [Fact]
    public void AnSvgOfThousandsOfBoxesIsRefused()
    {
        Tensor y = Leaf();
        for (int i = 0; i < SvgWriter.MaximumNodes; i++) y = y.neg();
        AutogradGraph graph = AutogradGraph.Read([y]);
        Assert.Equal("GraphTooLarge", Assert.Throws<AutogradPSException>(() => GraphExport.Text(graph, GraphFormat.Svg)).ErrorId);
        Assert.Contains("n2001", GraphExport.Text(graph, GraphFormat.Dot), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.svg", GraphFormat.Svg)]
    [InlineData("a.DOT", GraphFormat.Dot)]
    [InlineData("a.gv", GraphFormat.Dot)]
    [InlineData("a.mmd", GraphFormat.Mermaid)]
    public void TheExtensionSaysTheFormat(string path, GraphFormat format) => Assert.Equal(format, GraphExport.FormatOf(path));

    [Fact]
    public void AnUnknownExtensionIsAnError() =>
        Assert.Equal("UnknownGraphFormat", Assert.Throws<AutogradPSException>(() => GraphExport.FormatOf("a.png")).ErrorId);
}
