using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AutogradPS.Host.Commands;

/// <summary>
/// The everyday commands of Microsoft.PowerShell.Utility and Microsoft.PowerShell.Management that the engine alone
/// lacks, and pwsh's aliases for them. Where one of the real modules can be loaded, its half is left out.
/// </summary>
public static class EverydayCommands
{
    /// <summary>Adds the commands to the state that a session starts from.</summary>
    public static void AddTo(InitialSessionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (string half in new[] { "Utility", "Management" })
        {
            if (RealModule.IsAvailable($"Microsoft.PowerShell.{half}"))
                continue;
            foreach (Type type in CommandTypes(half))
            {
                var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
                state.Commands.Add(new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, helpFileName: null));
            }
        }
    }

    private static IEnumerable<Type> CommandTypes(string half) =>
        typeof(EverydayCommands).Assembly.GetTypes()
            .Where(type => type.Namespace == $"{typeof(EverydayCommands).Namespace}.{half}" && type.IsDefined(typeof(CmdletAttribute)));
}
