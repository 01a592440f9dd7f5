using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Variables of a given scope: Global, Local, Script, or a number of scopes up. The engine keeps this internal.</summary>
internal static class VariableScope
{
    private const string TypeName = "System.Management.Automation.SessionStateInternal, System.Management.Automation";

    public static PSVariable? Get(SessionState session, string name, string scope) => GetAtScope(session.PSVariable, name, scope);

    public static void Set(SessionState session, PSVariable variable, string scope, bool force) =>
        SetVariableAtScope(Internal(session), variable, scope, force, CommandOrigin.Internal);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetAtScope")]
    private static extern PSVariable? GetAtScope(PSVariableIntrinsics variables, string name, string scope);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Internal")]
    [return: UnsafeAccessorType(TypeName)]
    private static extern object Internal(SessionState session);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetVariableAtScope")]
    private static extern object SetVariableAtScope(
        [UnsafeAccessorType(TypeName)] object session, PSVariable variable, string scope, bool force, CommandOrigin origin);
}
