using System.Globalization;
using System.Net;
using System.Text;
using AutogradPS.Errors;

namespace AutogradPS.Autograd.Graphs.Drawing;

/// <summary>A drawing as a picture, laid out here: no Graphviz is needed.</summary>
public static class SvgWriter
{
    /// <summary>The largest drawing that is laid out; a picture of more boxes tells nobody anything.</summary>
    public const int MaximumNodes = 2000;

    private const double CharacterWidth = 7.3; // of the 12 px monospaced font
    private const double LineHeight = 15;
    private const double Padding = 8;
    private const double RowGap = 30;
    private const double Margin = 20;

    /// <summary>The text of an .svg file.</summary>
    /// <exception cref="AutogradPSException">GraphTooLarge.</exception>
    public static string Write(GraphDrawing drawing)
    {
        if (drawing.Nodes.Count > MaximumNodes)
            throw new AutogradPSException("GraphTooLarge", ErrorKind.LimitsExceeded,
                $"The drawing would have {drawing.Nodes.Count} boxes, and {MaximumNodes} is the most. Export it as DOT or Mermaid, or draw an earlier tensor.", drawing.Nodes.Count);
        Layers layers = Layers.Of(drawing.Nodes.Count, [.. drawing.Edges.Distinct()]);
        CrossingReduction.Apply(layers);
        double[] width = [.. Enumerable.Range(0, layers.Above.Length).Select(i => i < drawing.Nodes.Count ? BoxWidth(drawing.Nodes[i]) : 0)];
        double[] x = Placement.Apply(layers, width);
        Rectangle[] boxes = Boxes(drawing, layers, x, width, out double right, out double bottom);

        var text = new StringBuilder();
        text.Append(Invariant($"""<svg xmlns="http://www.w3.org/2000/svg" width="{right:0.#}" height="{bottom:0.#}" viewBox="0 0 {right:0.#} {bottom:0.#}" font-family="DejaVu Sans Mono, Consolas, Menlo, monospace" font-size="12">""")).Append('\n');
        text.Append("""<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 1L10 5L0 9z" fill="#666"/></marker></defs>""").Append('\n');
        text.Append(Invariant($"""<rect width="{right:0.#}" height="{bottom:0.#}" fill="#fff"/>""")).Append('\n');
        foreach (int[] path in layers.Paths) AppendEdge(text, path, boxes);
        for (int i = 0; i < drawing.Nodes.Count; i++) AppendBox(text, drawing.Nodes[i], boxes[i]);
        return text.Append("</svg>\n").ToString();
    }

    private readonly record struct Rectangle(double Centre, double Top, double Width, double Height);

    private static double BoxWidth(DrawnNode node) => Math.Max(40, node.Lines.Max(l => l.Length) * CharacterWidth + 2 * Padding);

    private static double BoxHeight(DrawnNode node) => node.Lines.Count * LineHeight + 2 * Padding - 4;

    private static Rectangle[] Boxes(GraphDrawing drawing, Layers layers, double[] x, double[] width, out double right, out double bottom)
    {
        double left = Enumerable.Range(0, x.Length).Min(i => x[i] - width[i] / 2) - Margin;
        right = Enumerable.Range(0, x.Length).Max(i => x[i] + width[i] / 2) - left + Margin;
        var boxes = new Rectangle[x.Length];
        double y = Margin;
        foreach (List<int> row in layers.Rows)
        {
            double height = row.Max(i => i < drawing.Nodes.Count ? BoxHeight(drawing.Nodes[i]) : 0);
            foreach (int i in row)
            {
                double own = i < drawing.Nodes.Count ? BoxHeight(drawing.Nodes[i]) : height;
                boxes[i] = new Rectangle(x[i] - left, y + (height - own) / 2, width[i], own);
            }
            y += height + RowGap;
        }
        bottom = y - RowGap + Margin;
        return boxes;
    }

    // Vertical at both ends of every piece, so that the pieces join smoothly; a waypoint is passed in a straight line down.
    private static void AppendEdge(StringBuilder text, int[] path, Rectangle[] boxes)
    {
        Rectangle start = boxes[path[0]];
        text.Append(Invariant($"""<path fill="none" stroke="#666" marker-end="url(#arrow)" d="M{start.Centre:0.#} {start.Top + start.Height:0.#}"""));
        for (int i = 1; i < path.Length; i++)
        {
            Rectangle from = boxes[path[i - 1]], to = boxes[path[i]];
            double y0 = from.Top + from.Height, middle = (y0 + to.Top) / 2;
            text.Append(Invariant($"C{from.Centre:0.#} {middle:0.#} {to.Centre:0.#} {middle:0.#} {to.Centre:0.#} {to.Top:0.#}"));
            if (i < path.Length - 1) text.Append(Invariant($"V{to.Top + to.Height:0.#}"));
        }
        text.Append("\"/>\n");
    }

    private static void AppendBox(StringBuilder text, DrawnNode node, Rectangle box)
    {
        (string fill, string stroke, int radius) = node.Kind switch
        {
            DrawnKind.Leaf => ("#cfe8f7", "#4a8db7", 10),
            DrawnKind.Output => ("#d9f0c4", "#6a9b3f", 10),
            _ => ("#f0f0f0", "#999", 3),
        };
        text.Append(Invariant($"""<g><rect x="{box.Centre - box.Width / 2:0.#}" y="{box.Top:0.#}" width="{box.Width:0.#}" height="{box.Height:0.#}" rx="{radius}" fill="{fill}" stroke="{stroke}"/>"""));
        for (int i = 0; i < node.Lines.Count; i++)
            text.Append(Invariant($"""<text x="{box.Centre:0.#}" y="{box.Top + Padding + 8 + i * LineHeight:0.#}" text-anchor="middle" fill="{(i == 0 ? "#111" : "#555")}">"""))
                .Append(WebUtility.HtmlEncode(node.Lines[i])).Append("</text>");
        text.Append("</g>\n");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
