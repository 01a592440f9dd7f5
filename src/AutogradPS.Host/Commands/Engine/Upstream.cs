using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Stops the commands before this one in the pipeline, as Select-Object -First does; those after it go on.</summary>
internal static class Upstream
{
    private static readonly Type ExceptionType =
        typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;

    /// <summary>The exception with which the engine recognises such a stop; to be thrown from ProcessRecord.</summary>
    public static Exception Stop(Cmdlet command) => (Exception)Activator.CreateInstance(ExceptionType, command)!;
}
