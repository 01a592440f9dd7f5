using System.Management.Automation;
using AutogradPS.Charts;

namespace AutogradPS.Cmdlets.Output;

/// <summary>A cmdlet that draws a chart of a chosen size.</summary>
public abstract class PictureCmdlet : ExportCmdlet
{
    /// <summary>A title above the chart.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>The width in pixels.</summary>
    [Parameter]
    [ValidateRange(16, 32767)]
    public int Width { get; set; } = 1600;

    /// <summary>The height in pixels. Default: what suits the chart.</summary>
    [Parameter]
    [ValidateRange(16, 32767)]
    public int Height { get; set; }

    /// <summary>Pixels per 1/96 inch: the size of text and lines. Default: they grow with the width, from 1 at 640 pixels.</summary>
    [Parameter]
    [ValidateRange(0.1, 20.0)]
    public double Scale { get; set; }

    /// <summary>The size as Core wants it.</summary>
    private protected ChartSize Size => new(Width, Height, Scale);

    /// <inheritdoc/>
    protected override void CheckName(string file) => ChartFile.IsVector(file);
}
