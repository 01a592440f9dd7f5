using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Says where an error happened, where that is not the command that writes it.</summary>
internal static class ErrorPosition
{
    public static void Set(ErrorRecord record, InvocationInfo invocation)
    {
        SetInvocationInfo(record, invocation);
        SetPreserve(record, true);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetInvocationInfo")]
    private static extern void SetInvocationInfo(ErrorRecord record, InvocationInfo invocation);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreserveInvocationInfoOnce")]
    private static extern void SetPreserve(ErrorRecord record, bool value);
}
