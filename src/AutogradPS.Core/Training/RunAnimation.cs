using AutogradPS.Charts;
using AutogradPS.Errors;
using AutogradPS.Runs;
using SkiaSharp;

namespace AutogradPS.Training;

/// <summary>What the generator of a run made of the same noise in the course of training: the pictures in its folder samples, as an animated PNG.</summary>
public static class RunAnimation
{
    /// <summary>How long each picture stays.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(400);

    // More pictures than that would be minutes to watch, and a file of many megabytes.
    private const int MostFrames = 100;
    private const int ChartWidth = 600;

    /// <summary>Writes samples/animation.png; a run with a single picture, or without any, has none.</summary>
    public static void Save(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string[] pictures = Pictures(run);
        if (pictures.Length > 1) AtomicFile.Write(Path.Combine(run.Samples, "animation.png"), AnimatedPng.Join(Frames(pictures), Delay), overwrite: true);
    }

    /// <summary>The frames of a run, PNG files of one size, in the order of its iterations.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, PicturesMissing.</exception>
    public static IReadOnlyList<byte[]> Frames(string path)
    {
        RunDirectory run = RunDirectory.Open(path);
        string[] pictures = Pictures(run);
        return pictures.Length > 0 ? Frames(pictures) : throw new AutogradPSException("PicturesMissing", ErrorKind.ObjectNotFound,
            $"The run in '{run.Path}' has no pictures of samples. Those of points of the plane and of images are drawn every -SampleEvery iterations.", path);
    }

    private static string[] Pictures(RunDirectory run) =>
        Directory.Exists(run.Samples) ? [.. Directory.GetFiles(run.Samples, "iteration-*.png").Order(StringComparer.Ordinal)] : [];

    private static IReadOnlyList<byte[]> Frames(string[] pictures)
    {
        int count = Math.Min(pictures.Length, MostFrames);
        // Evenly, the first and the last among them.
        return [.. Enumerable.Range(0, count).Select(frame => pictures[count == 1 ? 0 : (int)((long)frame * (pictures.Length - 1) / (count - 1))]).Select(Frame)];
    }

    // Charts are drawn at twice the size; grids of images must keep their pixels.
    private static byte[] Frame(string file) => SkiaNative.Use(() =>
    {
        byte[] png = File.ReadAllBytes(file);
        using SKBitmap picture = SKBitmap.Decode(png)
            ?? throw new AutogradPSException("PictureUnreadable", ErrorKind.InvalidData, $"'{file}' is no picture. Remove it, and draw the animation again.", file);
        if (picture.Width != 2 * ChartWidth) return png;
        using SKBitmap half = new(new SKImageInfo(ChartWidth, picture.Height / 2, SKColorType.Rgba8888, SKAlphaType.Premul));
        picture.ScalePixels(half, new SKSamplingOptions(SKFilterMode.Linear));
        using SKData data = half.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    });
}
