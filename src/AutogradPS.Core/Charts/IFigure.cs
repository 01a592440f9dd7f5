using SkiaSharp;

namespace AutogradPS.Charts;

/// <summary>A picture that can be drawn at any size, as pixels or as vectors.</summary>
public interface IFigure
{
    /// <summary>The height that suits the figure at a given width. Both in units of 1/96 inch.</summary>
    float NaturalHeight(float width);

    /// <summary>Draws the figure on a white canvas.</summary>
    /// <param name="canvas">The canvas, scaled so that one unit is 1/96 inch.</param>
    /// <param name="width">The width in units.</param>
    /// <param name="height">The height in units.</param>
    /// <returns>What the reader of the picture should know and cannot see in it, such as values left out; mostly empty.</returns>
    IReadOnlyList<string> Draw(SKCanvas canvas, float width, float height);
}
