using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Refuses the name of a kind of member, so that Add-Member ScriptProperty name { ... } binds to -MemberType.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAMemberTypeAttribute : ValidateArgumentsAttribute
{
    private const PSMemberTypes Addable =
        PSMemberTypes.AliasProperty | PSMemberTypes.CodeMethod | PSMemberTypes.CodeProperty | PSMemberTypes.MemberSet
        | PSMemberTypes.NoteProperty | PSMemberTypes.PropertySet | PSMemberTypes.ScriptMethod | PSMemberTypes.ScriptProperty;

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string name && LanguagePrimitives.TryConvertTo(name, out PSMemberTypes type) && (type & ~Addable) == 0)
            throw NewException($"'{name}' is a kind of member, and cannot be the name of a property here. Use -NotePropertyMembers.", swallowException: true);
    }

    // The engine's own way to say "try the next parameter"; the public constructors end the binding.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern ValidationMetadataException NewException(string message, bool swallowException);
}
