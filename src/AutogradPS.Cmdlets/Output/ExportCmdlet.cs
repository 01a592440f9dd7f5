using System.Management.Automation;
using AutogradPS.Errors;

namespace AutogradPS.Cmdlets.Output;

/// <summary>A cmdlet that writes one file: whole, never over another one without -Force, and nothing to the pipeline without -PassThru.</summary>
public abstract class ExportCmdlet : GuardedCmdlet
{
    private string _file = "";

    /// <summary>The file to write. Missing folders are made.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replace the file if it exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the file as an object to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether an existing file is in the way.</summary>
    protected virtual bool MayReplace => Force;

    /// <summary>Complains about a file name that cannot be used, before hours of work are piped in.</summary>
    protected virtual void CheckName(string file) { }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _file = SessionPath.File(SessionState.Path, Path);
        CheckName(_file);
        if (!MayReplace && File.Exists(_file))
            throw new AutogradPSException("FileExists", ErrorKind.ResourceExists,
                $"The file '{Path}' exists already. Choose another name, or use -Force to replace it.", Path);
    }

    /// <summary>Writes the file, unless -WhatIf or the user says no.</summary>
    /// <param name="action">What is done, for -WhatIf and -Confirm.</param>
    /// <param name="write">Writes to a path; gives notes, which become warnings.</param>
    protected void Write(string action, Func<string, IReadOnlyList<string>> write)
    {
        if (!ShouldProcess(_file, action)) return;
        foreach (string note in write(_file))
            WriteWarning(note);
        if (PassThru) WriteObject(new FileInfo(_file));
    }
}
