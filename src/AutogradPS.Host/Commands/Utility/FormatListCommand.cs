using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Format-List: the engine's list view.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => FormattingEngine.ShapeAs(this, "List");
}
