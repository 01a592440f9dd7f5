using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Get-Member: the members of the input, once for each type.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMemberCommand : PSCmdlet
{
    private readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null || !_shown.Add(InputObject.TypeNames[0]))
            return;
        string typeName = InputObject.TypeNames[0];
        IEnumerable<MemberDefinition> members = Name
            .SelectMany(name => InputObject.Members.Match(name, MemberType)
                .OrderBy(member => member.MemberType.ToString(), StringComparer.OrdinalIgnoreCase)
                .ThenBy(member => member.Name, StringComparer.OrdinalIgnoreCase))
            .Where(member => Force || !IsSpecial(member))
            .Select(member => new MemberDefinition(typeName, member.Name, member.MemberType, member.ToString()!));
        foreach (MemberDefinition member in members)
            WriteObject(NamedView.As(member, "MemberDefinition"));
    }

    protected override void EndProcessing()
    {
        if (_shown.Count == 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("You must specify an object for the Get-Member cmdlet."), "NoObjectInGetMember", ErrorCategory.CloseError, targetObject: null));
        }
    }

    /// <summary>The accessors behind properties, events and operators.</summary>
    private static bool IsSpecial(PSMemberInfo member) =>
        member is PSMethod && (member.Name.StartsWith("get_", StringComparison.Ordinal) || member.Name.StartsWith("set_", StringComparison.Ordinal)
            || member.Name.StartsWith("add_", StringComparison.Ordinal) || member.Name.StartsWith("remove_", StringComparison.Ordinal)
            || member.Name.StartsWith("op_", StringComparison.Ordinal));
}

/// <summary>A member that Get-Member found.</summary>
/// <param name="TypeName">The type of the object.</param>
/// <param name="Name">The member's name.</param>
/// <param name="MemberType">What kind of member it is.</param>
/// <param name="Definition">Its signature.</param>
public sealed record MemberDefinition(string TypeName, string Name, PSMemberTypes MemberType, string Definition)
{
    public override string ToString() => Definition;
}
