using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Get-Random: a number, or some of the input objects, at random.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "RandomNumber")]
public sealed class GetRandomCommand : PSCmdlet
{
    // -SetSeed holds for the session, as in pwsh.
    private static SessionRandom s_generator = new(new Random());

    private readonly List<object?> _chosen = [];
    private int _seen;

    [Parameter]
    public int? SetSeed { get; set; }

    [Parameter(ParameterSetName = "RandomNumber", Position = 0)]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "RandomNumber")]
    public object? Minimum { get; set; }

    [Parameter(ParameterSetName = "RandomListItem", Mandatory = true, ValueFromPipeline = true, Position = 0)]
    [Parameter(ParameterSetName = "Shuffle", Mandatory = true, ValueFromPipeline = true, Position = 0)]
    [AllowNull]
    public object?[]? InputObject { get; set; }

    [Parameter(ParameterSetName = "RandomNumber")]
    [Parameter(ParameterSetName = "RandomListItem")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = "Shuffle", Mandatory = true)]
    public SwitchParameter Shuffle { get; set; }

    protected override void BeginProcessing()
    {
        if (SetSeed is { } seed)
            s_generator = new SessionRandom(new Random(seed));
        for (int i = 0; ParameterSetName == "RandomNumber" && i < Count; i++)
            WriteObject(NextNumber(Number(Minimum, 0), Number(Maximum, int.MaxValue)));
    }

    protected override void ProcessRecord()
    {
        foreach (object? item in InputObject ?? [])
            Consider(item);
    }

    protected override void EndProcessing()
    {
        // A Fisher-Yates shuffle.
        for (int i = 0; i < _chosen.Count; i++)
        {
            int other = s_generator.Next(i, _chosen.Count);
            (_chosen[i], _chosen[other]) = (_chosen[other], _chosen[i]);
            WriteObject(_chosen[i]);
        }
    }

    /// <summary>Reservoir sampling: each item seen so far is among the chosen with the same probability.</summary>
    private void Consider(object? item)
    {
        if (Shuffle || _chosen.Count < Count)
            _chosen.Add(item);
        else if (s_generator.Next(0, _seen + 1) < Count)
            _chosen[s_generator.Next(0, _chosen.Count)] = item;
        _seen++;
    }

    private object NextNumber(object minimum, object maximum)
    {
        if (LanguagePrimitives.Compare(minimum, maximum) >= 0)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"The Minimum value ({minimum}) cannot be greater than or equal to the Maximum value ({maximum})."),
                "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, targetObject: null));
        }
        if (minimum is int low && maximum is int high)
            return s_generator.Next(low, high);
        if (minimum is double || maximum is double)
            return s_generator.NextDouble(LanguagePrimitives.ConvertTo<double>(minimum), LanguagePrimitives.ConvertTo<double>(maximum));
        return s_generator.NextInt64(LanguagePrimitives.ConvertTo<long>(minimum), LanguagePrimitives.ConvertTo<long>(maximum));
    }

    /// <summary>An int, long or double of what was given as a limit.</summary>
    private static object Number(object? value, int otherwise)
    {
        object? item = value is PSObject wrapped ? wrapped.BaseObject : value;
        return item switch
        {
            null => otherwise,
            int or long or double => item,
            float or decimal => LanguagePrimitives.ConvertTo<double>(item),
            string text when text.Contains('.', StringComparison.Ordinal) => LanguagePrimitives.ConvertTo<double>(text),
            _ when LanguagePrimitives.TryConvertTo(item, out int whole) => whole,
            _ when LanguagePrimitives.TryConvertTo(item, out long large) => large,
            _ => LanguagePrimitives.ConvertTo<double>(item),
        };
    }
}
