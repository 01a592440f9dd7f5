namespace AutogradPS.Charts;

/// <summary>How large a picture is, and how large text and lines are in it.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels; 0 for the one that suits the figure.</param>
/// <param name="Scale">
/// Pixels per unit of 1/96 inch; text is 12 units high. 0 lets text and lines grow with the picture, so that a larger
/// width gives a sharper picture and not one with smaller letters.
/// </param>
public sealed record ChartSize(int Width = 1600, int Height = 0, double Scale = 0)
{
    /// <summary>The width in units that a picture has when no scale is given: a page's text width at 96 units an inch.</summary>
    public const double NaturalWidth = 640;

    private const int MaximumPixels = 32_767;

    /// <summary>The size in pixels and the scale for a figure.</summary>
    /// <exception cref="ChartException">A side is too small or too large, or the scale leaves no room.</exception>
    internal (int Width, int Height, float Scale) For(IFigure figure)
    {
        if (Width is < 16 or > MaximumPixels)
            throw ChartException.InvalidSize($"The width must be 16 to {MaximumPixels} pixels", Width);
        if (Height is not 0 and (< 16 or > MaximumPixels))
            throw ChartException.InvalidSize($"The height must be 16 to {MaximumPixels} pixels", Height);
        if (Scale is not 0 and not (>= 0.1 and <= 20))
            throw ChartException.InvalidSize("The scale must be 0.1 to 20 pixels per unit", Scale);

        float scale = (float)(Scale > 0 ? Scale : Math.Max(1, Width / NaturalWidth));
        int height = Height > 0 ? Height : Math.Clamp((int)MathF.Round(figure.NaturalHeight(Width / scale) * scale), 16, MaximumPixels);
        return (Width, height, scale);
    }
}
