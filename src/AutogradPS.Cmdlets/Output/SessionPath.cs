using System.Collections.ObjectModel;
using System.Management.Automation;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Turns paths as users write them into paths of the file system.</summary>
internal static class SessionPath
{
    private const string FileSystem = "FileSystem";

    /// <summary>The file that a path names, relative to the session's location or on one of its drives; it need not exist.</summary>
    public static string File(PathIntrinsics paths, string path)
    {
        string file = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == FileSystem ? file : throw OtherProvider(path, provider);
    }

    /// <summary>The files that a path with wildcards matches.</summary>
    public static IEnumerable<string> Files(PathIntrinsics paths, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [File(paths, path)];
        Collection<string> files = paths.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
        if (provider.Name != FileSystem) throw OtherProvider(path, provider);
        return files.Count > 0 ? files.Order(StringComparer.Ordinal) : throw new AutogradPSException("PathNotFound", ErrorKind.ObjectNotFound,
            $"No file matches '{path}'. Check the pattern; a run directory holds its metrics in metrics.csv.", path);
    }

    private static AutogradPSException OtherProvider(string path, ProviderInfo provider) => new("PathProvider", ErrorKind.InvalidArgument,
        $"'{path}' lies in the provider {provider.Name}. Give a path of the file system.", path);
}
