using System.Management.Automation;
using AutogradPS.Autograd.Graphs;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>Draws the graph behind a tensor as SVG, or writes it as DOT or Mermaid.</summary>
/// <remarks>
/// The boxes and arrows are those of torchviz: leaves are blue, outputs green, and arrows follow the forward pass from leaves through
/// operations to outputs. The SVG is laid out here, no Graphviz is needed; it takes up to 2,000 boxes. DOT is for Graphviz, Mermaid
/// for Markdown.
/// </remarks>
/// <example>
/// <title>A picture of an expression</title>
/// <code>
/// $x = New-Tensor 1, 2 -RequiresGrad; $y = New-Tensor 3, 4 -RequiresGrad
/// $x * $x + $y | Export-AutogradGraph -Path graph.svg -Force
/// </code>
/// <para>graph.svg opens in any browser.</para>
/// </example>
/// <example>
/// <title>A diagram for a README</title>
/// <code>
/// $w = New-Tensor 1, 2 -RequiresGrad
/// $file = ($w * $w).sum() | Export-AutogradGraph -Path graph.mmd -Name @{ weight = $w } -Force -PassThru
/// $file.Name
/// </code>
/// <para>Writes graph.mmd: a Mermaid flowchart, which GitHub shows inside of a code fence.</para>
/// </example>
/// <seealso cref="GetAutogradGraphCommand"/>
[Cmdlet(VerbsData.Export, "AutogradGraph", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAutogradGraphCommand : GraphCommand
{
    private readonly List<object> _given = [];

    /// <summary>Tensors, whose graph is read, or one graph of Get-AutogradGraph. Several tensors are drawn into one picture.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, Position = 1)]
    public object[] InputObject { get; set; } = [];

    /// <summary>The file: .svg, .dot (.gv) or .mmd (.mermaid).</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The format, for a file whose extension does not say it.</summary>
    [Parameter]
    public GraphFormat Format { get; set; }

    /// <summary>Replace an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the file as an object.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _given.AddRange(InputObject.Select(o => o is PSObject wrapped ? wrapped.BaseObject : o));

    /// <inheritdoc/>
    protected override void End()
    {
        string file = GetUnresolvedProviderPathFromPSPath(Path);
        GraphFormat format = IsBound(nameof(Format)) ? Format : GraphExport.FormatOf(file);
        AutogradGraph graph = Graph();
        if (!ShouldProcess(file, $"Write the graph as {format}")) return;
        GraphExport.Save(graph, format, file, Force);
        if (PassThru) WriteObject(new FileInfo(file));
    }

    private AutogradGraph Graph()
    {
        if (_given is [AutogradGraph graph]) return graph;
        return Read([.. _given.Select(o => o as Tensor ?? throw new AutogradPSException("NoGraph", ErrorKind.InvalidArgument,
            $"A {o?.GetType().Name ?? "$null"} has no graph here. Give tensors, or one graph of Get-AutogradGraph.", o))]);
    }
}
