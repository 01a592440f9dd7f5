using System.Management.Automation;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What a script sees when a call by one of PyTorch's names fails: our error record, and not PowerShell's wrapping of it.</summary>
/// <remarks>PowerShell wraps what a .NET method throws into a MethodInvocationException with the id of the exception's class, unless it is
/// a <see cref="MethodException"/> already.</remarks>
public sealed class ScriptCallException(AutogradPSException cause) : MethodException(cause.Message, cause)
{
    private readonly ErrorRecord _record = ErrorRecords.From(cause);

    /// <inheritdoc/>
    public override ErrorRecord ErrorRecord => _record;
}
