using AutogradPS.Charts;
using AutogradPS.Data;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Pictures of what the generator makes of the same noise, again and again: a grid of images, or points over the critic's surface.</summary>
public sealed class SamplePictures : IDisposable
{
    private const int Images = 64;
    private const int Points = 1000;
    private const int SurfacePoints = 128;
    // What a layer makes of so many points stays in the processor's cache; all 16,384 at once take twice the time.
    private const int SurfacePiece = 1024;

    private readonly RunDirectory directory;
    private readonly TrainingNetworks networks;
    private readonly Tensor noise;
    private readonly SamplePoint[] real = [];
    private readonly SampleExtent? extent;

    /// <summary>Draws the fixed noise, and real points to compare with.</summary>
    public SamplePictures(RunDirectory directory, TrainingSettings settings, Dataset dataset, TrainingNetworks networks)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        this.directory = directory;
        this.networks = networks;
        using TrainingStreams streams = new(settings.Seed);
        bool plane = dataset.SampleShape is [2];
        noise = streams.Samples.Randn(0, [plane ? Points : Images, settings.LatentSize], Devices.Parse(settings.Device)).DetachFromDisposeScope();
        if (!plane) return;
        using Tensor points = dataset.Sample(dataset is RowDataset rows ? Math.Min(Points, rows.EvaluationCount) : Points, settings.Seed);
        real = points.ToPoints();
        SampleExtent around = SampleExtent.Around(real);
        double margin = 0.2 * (around.Right - around.Left);
        extent = new SampleExtent(around.Left - margin, around.Right + margin, around.Bottom - margin, around.Top + margin);
    }

    /// <summary>Writes the picture of an iteration; samples that are neither images nor points of the plane have none.</summary>
    /// <returns>The file; null where there is none.</returns>
    public string? Draw(long iteration)
    {
        string path = System.IO.Path.Combine(directory.Samples, FormattableString.Invariant($"iteration-{iteration:0000000}.png"));
        if (Chart(iteration) is { } chart) ChartFile.Save(chart, path, new ChartSize(1200), overwrite: true);
        else if (Grid() is { } grid) grid.Save(path, overwrite: true);
        else return null;
        return path;
    }

    /// <summary>Samples and real points over the critic's surface; null where they do not lie in the plane.</summary>
    public SampleChart? Chart(long iteration)
    {
        if (extent is null) return null;
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        SampleSurface surface = Evaluating(networks.Critic, critic => TensorImages.Surface(extent, SurfacePoints, points => cat([.. points.split(SurfacePiece).Select(critic.forward)]), noise.device));
        return new SampleChart { Real = real, Generated = Samples().ToPoints(), Surface = surface, Title = FormattableString.Invariant($"{directory.Name}, iteration {iteration:N0}") };
    }

    /// <summary>Samples side by side; null where they are no images.</summary>
    public SampleGrid? Grid()
    {
        using DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        // In [-1, 1], whether or not a value is negative.
        return Samples() is { shape: [_, 1 or 3, _, _] } images ? new SampleGrid(images.Plus(1).Times(0.5).ToImages()) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => noise.Dispose();

    private Tensor Samples() => networks.WithSampler(network => Evaluating(network, generator => generator.forward(noise))).cpu();

    // Batch norm shows what it learned, not the statistics of this batch.
    private static T Evaluating<T>(nn.Module<Tensor, Tensor> network, Func<nn.Module<Tensor, Tensor>, T> use)
    {
        using EvaluationMode mode = new(network);
        return use(network);
    }
}
