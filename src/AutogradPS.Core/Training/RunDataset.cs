using AutogradPS.Data;
using AutogradPS.Runs;

namespace AutogradPS.Training;

/// <summary>Opens the data of a run again, from what its config.json says of it.</summary>
public static class RunDataset
{
    /// <summary>The data set, the caller's to dispose.</summary>
    /// <exception cref="Errors.AutogradPSException">DatasetNotStored: it was given from memory; RunNotFound, and the errors of the files.</exception>
    public static Dataset Open(string runPath)
    {
        RunConfig.DatasetInfo info = SeriesDirectory.IsSeries(runPath)
            ? RunJson.Read<SeriesConfig>(new SeriesDirectory(runPath).Config).Dataset
            : RunConfig.Read(RunDirectory.Open(runPath)).Dataset;
        return info.Source switch
        {
            "generated" => DatasetCatalog.Open(info.Name),
            "memory" => throw new Errors.AutogradPSException("DatasetNotStored", Errors.ErrorKind.InvalidOperation,
                $"The data of the run in '{runPath}' came from memory. Give the same data with -Dataset.", runPath),
            _ when DatasetCatalog.Names.Contains(info.Name) => DatasetCatalog.Open(info.Name, info.Source, info.Options),
            _ => DatasetFiles.Open(info.Source, info.Options),
        };
    }

    /// <summary>Refuses data that is not what a run learned from.</summary>
    /// <param name="info">What the run's directory says of its data.</param>
    /// <param name="dataset">The data that is to be used.</param>
    /// <param name="path">The run's directory.</param>
    /// <exception cref="Errors.AutogradPSException">DatasetDiffers.</exception>
    public static void RequireSame(RunConfig.DatasetInfo info, Dataset dataset, string path)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(dataset);
        if (info.Fingerprint != dataset.Fingerprint)
            throw new Errors.AutogradPSException("DatasetDiffers", Errors.ErrorKind.InvalidData,
                $"The run in '{path}' learned from {info.Name} ({info.Fingerprint}), and this data is another ({dataset.Fingerprint}). "
                + "Give the same data, or start a new run.", dataset);
    }
}
