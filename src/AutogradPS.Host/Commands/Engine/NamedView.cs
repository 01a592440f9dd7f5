using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Results of ours that the engine has views for, under the names of pwsh's own types.</summary>
internal static class NamedView
{
    /// <summary>The value, shown by the engine as pwsh's type of that name would be.</summary>
    public static PSObject As(object value, string typeName)
    {
        var shown = new PSObject(value);
        shown.TypeNames.Insert(0, "Microsoft.PowerShell.Commands." + typeName);
        return shown;
    }
}
