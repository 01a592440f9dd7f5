using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Select-String: the lines of text or of files that match a pattern.</summary>
[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "File")]
public sealed class SelectStringCommand : PSCmdlet
{
    private Regex[] _patterns = [];
    private bool _isDone;
    private int _inputLine;

    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = "Object")]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "File")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [ToEncoding]
    public Encoding Encoding { get; set; } = FileEncoding.Default;

    protected override void BeginProcessing()
    {
        RegexOptions options = CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase;
        _patterns = [.. Pattern.Select(pattern => new Regex(SimpleMatch ? Regex.Escape(pattern) : pattern, options))];
    }

    protected override void ProcessRecord()
    {
        if (_isDone)
            return;
        if (InputObject?.BaseObject is FileInfo file)
            SearchFile(file.FullName);
        else if (ParameterSetName == "Object")
            Search(InputObject?.ToString() ?? string.Empty, ++_inputLine, "InputStream");
        else
            foreach (string path in LiteralPath?.Select(SessionState.Path.GetUnresolvedProviderPathFromPSPath) ?? Path!.SelectMany(Resolve))
                SearchFile(path);
    }

    private IEnumerable<string> Resolve(string path)
    {
        try
        {
            return SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
            return [];
        }
    }

    private void SearchFile(string path)
    {
        if (Directory.Exists(path))
            return;
        int number = 0;
        foreach (string line in File.ReadLines(path, Encoding))
        {
            bool isFound = Search(line, ++number, path);
            if (_isDone || (List && isFound))
                return;
        }
    }

    private bool Search(string line, int number, string path)
    {
        foreach (Regex pattern in _patterns)
        {
            Match match = pattern.Match(line);
            if (match.Success == NotMatch)
                continue;
            Match[] matches = NotMatch ? [] : AllMatches ? pattern.Matches(line).ToArray() : [match];
            Report(new MatchInfo(line, number, path, pattern.ToString(), matches, !CaseSensitive));
            return true;
        }
        return false;
    }

    private void Report(MatchInfo match)
    {
        if (Quiet)
        {
            WriteObject(true);
            _isDone = true;
        }
        else
        {
            WriteObject(Raw ? match.Line : NamedView.As(match, "MatchInfo"));
        }
    }
}
