using System.Management.Automation;
using System.Management.Automation.Language;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Import-PowerShellDataFile: the hashtable in a .psd1 file, which is read and never run.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "Path")]
[OutputType(typeof(System.Collections.Hashtable))]
public sealed class ImportPowerShellDataFileCommand : PathCommand
{
    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    internal override void Invoke(string path, ProviderContext context)
    {
        IEnumerable<string> files = LiteralPath is null
            ? SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)
            : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)];
        foreach (string file in files)
            WriteObject(Read(file));
    }

    private object Read(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0)
            throw Invalid(file, new ParseException(errors));
        if (script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst data)
            throw Invalid(file, new InvalidOperationException($"The file '{file}' has no hashtable."));
        return data.SafeGetValue(SkipLimitCheck);
    }

    private InvalidOperationException Invalid(string file, Exception exception)
    {
        ThrowTerminatingError(new ErrorRecord(exception, "CouldNotParseAsPowerShellDataFile", ErrorCategory.InvalidData, file));
        return new InvalidOperationException(exception.Message, exception);
    }
}
