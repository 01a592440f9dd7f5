using System.Text;
using AutogradPS.Autograd.Graphs.Drawing;
using AutogradPS.Errors;

namespace AutogradPS.Autograd.Graphs;

/// <summary>Writes a graph as DOT, Mermaid or SVG.</summary>
public static class GraphExport
{
    /// <summary>The format that a file's extension stands for.</summary>
    /// <exception cref="AutogradPSException">UnknownGraphFormat.</exception>
    public static GraphFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".dot" or ".gv" => GraphFormat.Dot,
        ".mmd" or ".mermaid" => GraphFormat.Mermaid,
        ".svg" => GraphFormat.Svg,
        var other => throw new AutogradPSException("UnknownGraphFormat", ErrorKind.InvalidArgument,
            $"The extension '{other}' stands for no graph format. Use .svg, .dot or .mmd, or say -Format.", path),
    };

    /// <summary>The graph as text.</summary>
    /// <exception cref="AutogradPSException">GraphTooLarge, for SVG.</exception>
    public static string Text(AutogradGraph graph, GraphFormat format)
    {
        GraphDrawing drawing = GraphDrawing.Of(graph);
        return format switch
        {
            GraphFormat.Dot => DotWriter.Write(drawing),
            GraphFormat.Mermaid => MermaidWriter.Write(drawing),
            _ => SvgWriter.Write(drawing),
        };
    }

    /// <summary>Writes the file as a whole or not at all.</summary>
    /// <exception cref="AutogradPSException">GraphTooLarge, FileExists, PathIsFolder, FileNotWritable.</exception>
    public static void Save(AutogradGraph graph, GraphFormat format, string path, bool overwrite) =>
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(Text(graph, format)), overwrite);
}
