using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>
/// The engine's own context of a provider call: with it a provider writes items, errors and -WhatIf questions straight
/// to the cmdlet, applies -Filter, -Include, -Exclude and -Force, and receives its dynamic parameters. The engine keeps
/// the type internal; pwsh's item commands are friends of its assembly, ours reach it by unsafe accessors.
/// </summary>
internal sealed class ProviderContext
{
    internal const string TypeName = "System.Management.Automation.CmdletProviderContext, System.Management.Automation";

    public ProviderContext(Cmdlet command) => Value = New(command);

    /// <summary>The engine's object, to be handed to <see cref="ProviderAccess"/>.</summary>
    public object Value { get; }

    /// <summary>Whether what the provider returns goes to the pipeline; true until set.</summary>
    public bool PassThru
    {
        set => SetPassThru(Value, value);
    }

    public bool Force
    {
        set => SetForce(Value, value);
    }

    /// <summary>Whether paths are taken as they are, without wildcards.</summary>
    public bool IsLiteral
    {
        set => SetSuppressWildcardExpansion(Value, value);
    }

    /// <summary>What the provider gave as its own parameters, after binding.</summary>
    public object? DynamicParameters
    {
        set => SetDynamicParameters(Value, value);
    }

    public void Select(string[]? include, string[]? exclude, string? filter) =>
        SetFilters(Value, ToCollection(include), ToCollection(exclude), filter);

    /// <summary>Makes the provider stop at its next chance.</summary>
    public void Stop() => StopProcessing(Value);

    private static Collection<string> ToCollection(string[]? values) => [.. values ?? []];

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(TypeName)]
    private static extern object New(Cmdlet command);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Force")]
    private static extern void SetForce([UnsafeAccessorType(TypeName)] object context, SwitchParameter value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PassThru")]
    private static extern void SetPassThru([UnsafeAccessorType(TypeName)] object context, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetFilters")]
    private static extern void SetFilters(
        [UnsafeAccessorType(TypeName)] object context, Collection<string> include, Collection<string> exclude, string? filter);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_SuppressWildcardExpansion")]
    private static extern void SetSuppressWildcardExpansion([UnsafeAccessorType(TypeName)] object context, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_DynamicParameters")]
    private static extern void SetDynamicParameters([UnsafeAccessorType(TypeName)] object context, object? value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "StopProcessing")]
    private static extern void StopProcessing([UnsafeAccessorType(TypeName)] object context);
}
