using System.Management.Automation;
using AutogradPS.Autograd;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>The last stage of <see cref="GradModeCommand"/>, not exported: hands each object on with the mode switched off.</summary>
[Cmdlet(VerbsData.Out, "GradMode")]
internal sealed class LeaveGradModeCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public GradModeScope Scope { get; set; } = null!;

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        Scope.Leave();
        try
        {
            WriteObject(InputObject, false);
        }
        finally
        {
            Scope.Enter();
        }
    }
}
