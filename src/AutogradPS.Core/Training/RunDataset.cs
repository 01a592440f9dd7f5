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
        RunConfig.DatasetInfo info = RunJson.Read<RunConfig>(RunDirectory.Open(runPath).Config).Dataset;
        return info.Source switch
        {
            "generated" => DatasetCatalog.Open(info.Name),
            "memory" => throw new Errors.AutogradPSException("DatasetNotStored", Errors.ErrorKind.InvalidOperation,
                $"The data of the run in '{runPath}' came from memory. Give the same data with -Dataset.", runPath),
            _ when DatasetCatalog.Names.Contains(info.Name) => DatasetCatalog.Open(info.Name, info.Source),
            _ => DatasetFiles.Open(info.Source),
        };
    }
}
