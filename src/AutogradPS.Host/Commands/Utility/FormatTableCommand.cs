using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Format-Table: the engine's table view.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => FormattingEngine.ShapeAs(this, "Table");
}
