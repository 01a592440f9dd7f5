using System.Globalization;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Get-Date: now, or a given time, as a DateTime or as text.</summary>
[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = "DateAndFormat")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "DateAndFormat", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get; set; }

    [Parameter(ParameterSetName = "UnixTimeSecondsAndFormat", Mandatory = true)]
    [Alias("UnixTime")]
    public long UnixTimeSeconds { get; set; }

    [Parameter]
    [ValidateRange(1, 9999)]
    public int Year { get; set; }

    [Parameter]
    [ValidateRange(1, 12)]
    public int Month { get; set; }

    [Parameter]
    [ValidateRange(1, 31)]
    public int Day { get; set; }

    [Parameter]
    [ValidateRange(0, 23)]
    public int Hour { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Minute { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int Second { get; set; }

    [Parameter]
    [ValidateRange(0, 999)]
    public int Millisecond { get; set; }

    /// <summary>A .NET format, or one of pwsh's names: FileDate, FileDateUniversal, FileDateTime, FileDateTimeUniversal.</summary>
    [Parameter]
    [ArgumentCompletions("FileDate", "FileDateUniversal", "FileDateTime", "FileDateTimeUniversal")]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        DateTime date = WithParts(ParameterSetName == "UnixTimeSecondsAndFormat"
            ? DateTimeOffset.FromUnixTimeSeconds(UnixTimeSeconds).LocalDateTime
            : Given(nameof(Date)) ? Date : DateTime.Now);
        if (AsUTC)
            date = date.ToUniversalTime();

        if (Format is null)
            WriteObject(date);
        else if (NamedFormat(Format) is { } named)
            WriteObject((Format.EndsWith("Universal", StringComparison.OrdinalIgnoreCase) ? date.ToUniversalTime() : date).ToString(named, CultureInfo.InvariantCulture));
        else
            WriteObject(date.ToString(Format, CultureInfo.CurrentCulture));
    }

    private DateTime WithParts(DateTime date)
    {
        if (Given(nameof(Year)))
            date = date.AddYears(Year - date.Year);
        if (Given(nameof(Month)))
            date = date.AddMonths(Month - date.Month);
        if (Given(nameof(Day)))
            date = date.AddDays(Day - date.Day);
        if (Given(nameof(Hour)))
            date = date.AddHours(Hour - date.Hour);
        if (Given(nameof(Minute)))
            date = date.AddMinutes(Minute - date.Minute);
        if (Given(nameof(Second)))
            date = date.AddSeconds(Second - date.Second);
        if (Given(nameof(Millisecond)))
            date = date.AddMilliseconds(Millisecond - date.Millisecond);
        return date;
    }

    private static string? NamedFormat(string format) => format.ToUpperInvariant() switch
    {
        "FILEDATE" => "yyyyMMdd",
        "FILEDATEUNIVERSAL" => "yyyyMMddZ",
        "FILEDATETIME" => "yyyyMMddTHHmmssffff",
        "FILEDATETIMEUNIVERSAL" => "yyyyMMddTHHmmssffffZ",
        _ => null,
    };

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
