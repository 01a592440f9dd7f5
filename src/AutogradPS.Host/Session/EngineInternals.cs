using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AutogradPS.Host.Session;

/// <summary>The one thing pwsh does with the engine that the engine's public surface does not offer.</summary>
internal static class EngineInternals
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>
    /// Lets <c>exit n</c> in the next script file end the session, as under <c>pwsh -File</c>. Without it the engine
    /// treats the script as called from another one: it ends the script and puts n into $LASTEXITCODE, where it cannot be
    /// told from a native command's exit code.
    /// </summary>
    /// <exception cref="MissingMemberException">The engine is a version whose internals differ.</exception>
    public static void EndSessionOnScriptExit(Runspace runspace)
    {
        object context = Property(typeof(Runspace), "ExecutionContext").GetValue(runspace)!;
        Property(context.GetType(), "ScriptCommandProcessorShouldRethrowExit").SetValue(context, true);
    }

    private static PropertyInfo Property(Type type, string name) =>
        type.GetProperty(name, Hidden)
        ?? throw new MissingMemberException($"This engine's {type.Name} has no {name}; aps was written for {ProductInfo.Banner}.");
}
