using ScottPlot;
using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>A filled triangle that points upwards, of ScottPlot's measures.</summary>
/// <remarks>
/// ScottPlot's own leaves its path to the finalizer, which may free it while Skia draws it, as nobody holds it any more: of some hundred thousand
/// triangles one took the process down. This one holds it.
/// </remarks>
internal sealed class TriangleMarker : IMarker
{
    /// <inheritdoc/>
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        float radius = size / MathF.Sqrt(3), half = size / 2;
        using SKPath path = new();
        path.AddPoly([new SKPoint(center.X, center.Y - radius), new SKPoint(center.X + half, center.Y + (radius / 2)), new SKPoint(center.X - half, center.Y + (radius / 2))]);
        Drawing.FillPath(canvas, paint, path, markerStyle.FillStyle, new PixelRect(center, radius));
        Drawing.DrawPath(canvas, paint, path, markerStyle.OutlineStyle);
    }
}
