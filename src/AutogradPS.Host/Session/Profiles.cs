using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AutogradPS.Host.Session;

/// <summary>The four profile scripts and <c>$PROFILE</c>; the names are pwsh's, with <c>aps</c> for the host.</summary>
internal static class Profiles
{
    /// <summary>Sets <c>$PROFILE</c>.</summary>
    /// <param name="runspace">The session's runspace.</param>
    /// <param name="runThem">Whether profiles are wanted.</param>
    /// <returns>The profile scripts that exist, in the order to run them in; none if they are not wanted.</returns>
    public static IEnumerable<string> Install(Runspace runspace, bool runThem)
    {
        string allUsers = Path.GetDirectoryName(typeof(PSObject).Assembly.Location)!;
        string user = UserFolder();
        (string Name, string Path)[] profiles =
        [
            ("AllUsersAllHosts", Path.Combine(allUsers, "profile.ps1")),
            ("AllUsersCurrentHost", Path.Combine(allUsers, $"{ProductInfo.Name}_profile.ps1")),
            ("CurrentUserAllHosts", Path.Combine(user, "profile.ps1")),
            ("CurrentUserCurrentHost", Path.Combine(user, $"{ProductInfo.Name}_profile.ps1")),
        ];

        PSObject variable = new(profiles[^1].Path);
        foreach ((string name, string path) in profiles)
        {
            variable.Properties.Add(new PSNoteProperty(name, path));
        }

        runspace.SessionStateProxy.SetVariable("PROFILE", variable);
        return runThem ? profiles.Select(profile => profile.Path).Where(File.Exists) : [];
    }

    private static string UserFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.MyDocuments), "PowerShell");
        }

        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(configuration)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config")
                : configuration,
            "powershell");
    }
}
