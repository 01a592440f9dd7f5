using System.Management.Automation;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>New-TemporaryFile: an empty file in the folder for temporary files.</summary>
[Cmdlet(VerbsCommon.New, "TemporaryFile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class NewTemporaryFileCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        if (ShouldProcess(Path.GetTempPath()))
            WriteObject(new FileInfo(Path.GetTempFileName()));
    }
}
