using System.Management.Automation;
using System.Text;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Opens a file of the session for a command that writes text.</summary>
internal static class OutputFile
{
    /// <summary>
    /// The writer; a failure becomes the command's terminating error: NoClobber where the file is there and must not be,
    /// FileOpenFailure otherwise.
    /// </summary>
    public static StreamWriter Open(PSCmdlet command, string path, bool isLiteral, Encoding encoding, bool append, bool force, bool noClobber)
    {
        string file = Resolve(command, path, isLiteral);
        try
        {
            var info = new FileInfo(file);
            if (info.Exists && noClobber && !append)
                throw new IOException($"The file '{file}' already exists.");
            if (info.Exists && info.IsReadOnly && force)
                info.IsReadOnly = false;
            return new StreamWriter(file, append, encoding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            bool clobbers = noClobber && File.Exists(file);
            command.ThrowTerminatingError(new ErrorRecord(
                e, clobbers ? "NoClobber" : "FileOpenFailure", clobbers ? ErrorCategory.ResourceExists : ErrorCategory.OpenError, file));
            throw;
        }
    }

    /// <summary>The file system's name of a path, which need not exist.</summary>
    public static string Resolve(PSCmdlet command, string path, bool isLiteral)
    {
        if (!isLiteral && WildcardPattern.ContainsWildcardCharacters(path))
        {
            try
            {
                if (command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _) is [var only])
                    return only;
            }
            catch (ItemNotFoundException)
            {
                // Nothing matches: the path names the new file.
            }
        }
        return command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
    }
}
