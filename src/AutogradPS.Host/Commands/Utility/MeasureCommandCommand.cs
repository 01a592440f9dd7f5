using System.Diagnostics;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Measure-Command: how long a script block takes; its output is dropped.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : PSCmdlet
{
    private readonly Stopwatch _watch = new();

    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock? Expression { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        _watch.Start();
        // In the caller's scope: what it assigns stays.
        InvokeCommand.InvokeScript(useLocalScope: false, Expression, input: InputObject is null ? null : new[] { InputObject });
        _watch.Stop();
    }

    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}
