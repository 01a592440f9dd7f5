using System.Management.Automation.Runspaces;
using AutogradPS.Host.CommandLine;
using AutogradPS.Host.Commands;
using Microsoft.PowerShell;

namespace AutogradPS.Host.Session;

/// <summary>What a session of the host starts with.</summary>
internal static class SessionDefaults
{
    /// <summary>The engine's core commands and the everyday ones; modules come from PSModulePath when they are first used, as in pwsh.</summary>
    public static InitialSessionState Create(LaunchOptions options)
    {
        LetRealModulesComeFirst();
        InitialSessionState state = InitialSessionState.CreateDefault2();
        EverydayCommands.AddTo(state);
        if (OperatingSystem.IsWindows() && Enum.TryParse(options.ExecutionPolicy, ignoreCase: true, out ExecutionPolicy policy))
        {
            state.ExecutionPolicy = policy;
        }

        return state;
    }

    /// <summary>
    /// $PSHOME/Modules holds stand-ins for two of pwsh's modules. The engine puts that folder before what PSModulePath
    /// lists, unless it is listed already.
    /// </summary>
    private static void LetRealModulesComeFirst()
    {
        const string Variable = "PSModulePath";
        if (RealModule.IsAvailable("Microsoft.PowerShell.Utility") || RealModule.IsAvailable("Microsoft.PowerShell.Management"))
        {
            string own = Path.Combine(AppContext.BaseDirectory, "Modules");
            Environment.SetEnvironmentVariable(Variable, Environment.GetEnvironmentVariable(Variable) + Path.PathSeparator + own);
        }
    }
}
