using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Refuses the name of a kind of member, so that Add-Member ScriptProperty name { ... } binds to -MemberType.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAMemberTypeAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string name && LanguagePrimitives.TryConvertTo(name, out PSMemberTypes _))
            throw new ValidationMetadataException($"'{name}' is a kind of member, and cannot be the name of a property here. Use -NotePropertyMembers.");
    }
}
