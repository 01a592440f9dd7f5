using System.Diagnostics;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Get-Process: the running processes, by name or number.</summary>
[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[]? Id { get; set; }

    protected override void ProcessRecord()
    {
        if (Id is null)
            foreach (string name in Name)
                WriteMatching(name);
        else
            foreach (int id in Id)
                WriteById(id);
    }

    private void WriteById(int id)
    {
        try
        {
            WriteObject(Process.GetProcessById(id));
        }
        catch (ArgumentException)
        {
            NotFound("NoProcessFoundForGivenId", $"Cannot find a process with the process identifier {id}.", id);
        }
    }

    private void WriteMatching(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        Process[] found = [.. Process.GetProcesses().Where(process => pattern.IsMatch(process.ProcessName)).OrderBy(process => process.ProcessName, StringComparer.OrdinalIgnoreCase)];
        WriteObject(found, enumerateCollection: true);
        if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            NotFound("NoProcessFoundForGivenName", $"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.", name);
    }

    private void NotFound(string id, string message, object target) =>
        WriteError(new ErrorRecord(new ArgumentException(message), id, ErrorCategory.ObjectNotFound, target));
}
