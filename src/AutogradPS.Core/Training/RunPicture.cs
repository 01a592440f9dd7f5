using AutogradPS.Charts;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>Draws what a run has learned, as its newest sound checkpoint has it, at the fixed noise of its pictures.</summary>
public static class RunPicture
{
    /// <summary>Samples in the plane over the critic's surface.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, CheckpointMissing, SamplesNotInPlane, DatasetNotStored, NetworkNotStored, ...</exception>
    public static SampleChart Chart(string path, Action<string>? warn = null) => Use(path, warn, (pictures, iteration) => pictures.Chart(iteration)
        ?? throw new AutogradPSException("SamplesNotInPlane", ErrorKind.InvalidArgument, $"The samples of the run in '{path}' are not points of the plane. Use Export-SampleGrid for images.", path));

    /// <summary>A grid of images.</summary>
    /// <exception cref="AutogradPSException">RunNotFound, CheckpointMissing, SamplesNoImages, DatasetNotStored, NetworkNotStored, ...</exception>
    public static SampleGrid Grid(string path, Action<string>? warn = null) => Use(path, warn, (pictures, _) => pictures.Grid()
        ?? throw new AutogradPSException("SamplesNoImages", ErrorKind.InvalidArgument, $"The samples of the run in '{path}' are no images. Use Export-SampleChart for points of the plane.", path));

    private static T Use<T>(string path, Action<string>? warn, Func<SamplePictures, long, T> draw)
    {
        TorchRuntime.EnsureLoaded();
        RunDirectory run = RunDirectory.Open(path);
        RunConfig config = RunConfig.Read(run, warn);
        using Dataset dataset = RunDataset.Open(run.Path);
        using Checkpoint checkpoint = new CheckpointStore(run).Open(CheckpointStore.Latest, warn);
        using TrainingNetworks networks = TrainingNetworks.For(new TrainingRequest(new TrainingOptions(), dataset), config.Settings, config.Networks);
        TrainingState.Restore(networks, checkpoint.Tensors);
        using SamplePictures pictures = new(run, config.Settings, dataset, networks);
        return draw(pictures, checkpoint.Iteration);
    }
}
