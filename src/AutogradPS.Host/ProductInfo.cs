using System.Management.Automation;
using System.Reflection;

namespace AutogradPS.Host;

/// <summary>What the host calls itself and the engine it carries.</summary>
internal static class ProductInfo
{
    /// <summary>The name in <c>$Host.Name</c> and in the names of profile files.</summary>
    public const string Name = "aps";

    /// <summary>The host's own version.</summary>
    public static Version Version { get; } = typeof(ProductInfo).Assembly.GetName().Version ?? new Version(0, 0);

    /// <summary>One line with both versions, for <c>-Version</c> and the prompt's greeting.</summary>
    public static string Banner => $"{Name} {Version.ToString(3)} (PowerShell engine {EngineVersion})";

    private static string EngineVersion =>
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split(' ', '+')[0] ?? "unknown";
}
