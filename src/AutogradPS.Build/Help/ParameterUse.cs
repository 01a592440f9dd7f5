using System.Reflection;

namespace AutogradPS.Build.Help;

/// <summary>One Parameter attribute: how a parameter is used in one parameter set.</summary>
internal sealed class ParameterUse
{
    public ParameterUse(CustomAttributeData attribute)
    {
        Mandatory = CmdletModel.Named(attribute, "Mandatory") is true;
        Position = CmdletModel.Named(attribute, "Position") as int? ?? int.MaxValue;
        ByValue = CmdletModel.Named(attribute, "ValueFromPipeline") is true;
        ByPropertyName = CmdletModel.Named(attribute, "ValueFromPipelineByPropertyName") is true;
        Remaining = CmdletModel.Named(attribute, "ValueFromRemainingArguments") is true;
    }

    private ParameterUse() => Position = int.MaxValue;

    /// <summary>Optional, by name, not from the pipeline.</summary>
    public static ParameterUse Named { get; } = new();

    public bool Mandatory { get; }

    public int Position { get; }

    public bool ByValue { get; }

    public bool ByPropertyName { get; }

    public bool Remaining { get; }

    public string PositionText => Position == int.MaxValue ? "named" : Position.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string PipelineText => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
