using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Errors;
using AutogradPS.Runs;

namespace AutogradPS.Cmdlets.Runs;

/// <summary>Finds the run directories that a user means.</summary>
internal static class RunPath
{
    /// <summary>
    /// The directories of a path or pattern, files left out; a training with several seeds stands for its runs. A pattern that matches nothing
    /// gives nothing.
    /// </summary>
    public static IEnumerable<string> Resolve(PathIntrinsics paths, string path) =>
        Directories(paths, path).SelectMany(directory => SeriesDirectory.IsSeries(directory) ? new SeriesDirectory(directory).Runs : [directory]);

    // A directory may have brackets in its name.
    private static IEnumerable<string> Directories(PathIntrinsics paths, string path)
    {
        string literal = SessionPath.File(paths, path);
        if (Directory.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path)) return [literal];
        try
        {
            return SessionPath.Files(paths, path).Where(Directory.Exists);
        }
        catch (Exception e) when (e is ItemNotFoundException || e is AutogradPSException { ErrorId: "PathNotFound" })
        {
            return [];
        }
    }
}
