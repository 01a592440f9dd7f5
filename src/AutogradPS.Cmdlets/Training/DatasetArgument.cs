using System.Management.Automation;
using AutogradPS.Data;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Training;

/// <summary>What a -Dataset parameter takes: a name, a path, or what Get-WganDataset gives.</summary>
internal static class DatasetArgument
{
    /// <summary>Opens the data set.</summary>
    /// <param name="argument">The parameter's value.</param>
    /// <param name="session">Resolves paths.</param>
    /// <param name="opened">True when the data set was opened here, and so is the caller's to dispose.</param>
    /// <exception cref="AutogradPSException">DatasetNameUnknown, DatasetArgumentInvalid and the errors of the files.</exception>
    public static Dataset Open(object argument, SessionState session, out bool opened)
    {
        object value = argument is PSObject wrapped ? wrapped.BaseObject : argument;
        opened = value is not Dataset;
        return value switch
        {
            Dataset dataset => dataset,
            FileSystemInfo file => DatasetFiles.Open(file.FullName),
            string name when DatasetCatalog.Names.Contains(name, StringComparer.OrdinalIgnoreCase) => DatasetCatalog.Open(name),
            string path when Existing(path, session) is { } full => DatasetFiles.Open(full),
            string name => DatasetCatalog.Open(name),
            _ => throw new AutogradPSException("DatasetArgumentInvalid", ErrorKind.InvalidArgument,
                $"-Dataset takes a name ({string.Join(", ", DatasetCatalog.Names)}), a path, or what Get-WganDataset gives, not a {value.GetType().Name}.", value),
        };
    }

    private static string? Existing(string path, SessionState session)
    {
        string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" && (File.Exists(full) || Directory.Exists(full)) ? full : null;
    }
}
