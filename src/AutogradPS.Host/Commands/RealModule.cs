using System.Management.Automation;

namespace AutogradPS.Host.Commands;

/// <summary>Whether one of pwsh's own binary modules can be loaded here.</summary>
internal static class RealModule
{
    /// <summary>
    /// True when the module is on PSModulePath and its assembly lies with it or with this host. pwsh keeps the assemblies
    /// of its modules in its own folder, so a PSModulePath inherited from pwsh names modules that do not load here.
    /// </summary>
    public static bool IsAvailable(string name)
    {
        string assembly = name.Replace("PowerShell.", "PowerShell.Commands.", StringComparison.Ordinal) + ".dll";
        return ModuleFolders().Select(folder => Path.Combine(folder, name))
            .Any(module => File.Exists(Path.Combine(module, name + ".psd1"))
                && (File.Exists(Path.Combine(module, assembly)) || File.Exists(Path.Combine(AppContext.BaseDirectory, assembly))));
    }

    /// <summary>PSModulePath, and the folders that the engine adds to it when a session opens.</summary>
    private static IEnumerable<string> ModuleFolders() =>
        Enum.GetValues<ModuleIntrinsics.PSModulePathScope>().Select(ModuleIntrinsics.GetPSModulePath)
            .Append(Environment.GetEnvironmentVariable("PSModulePath"))
            .OfType<string>()
            .SelectMany(path => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
}
