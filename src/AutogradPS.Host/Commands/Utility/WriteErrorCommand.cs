using System.Management.Automation;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>Write-Error: an error that does not end the command, unless -ErrorAction says so.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "NoException", ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "WithException")]
    public Exception? Exception { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ErrorRecord")]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string? ErrorId { get; set; }

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    [Parameter]
    public string? RecommendedAction { get; set; }

    [Parameter]
    [Alias("Activity")]
    public string? CategoryActivity { get; set; }

    [Parameter]
    [Alias("Reason")]
    public string? CategoryReason { get; set; }

    [Parameter]
    [Alias("TargetName")]
    public string? CategoryTargetName { get; set; }

    [Parameter]
    [Alias("TargetType")]
    public string? CategoryTargetType { get; set; }

    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is null ? NewRecord() : new ErrorRecord(ErrorRecord, replaceParentContainsErrorRecordException: null);
        if (RecommendedAction is not null)
            (record.ErrorDetails ??= new ErrorDetails(record.ToString())).RecommendedAction = RecommendedAction;
        record.CategoryInfo.Activity = CategoryActivity ?? "Write-Error";
        if (CategoryReason is not null)
            record.CategoryInfo.Reason = CategoryReason;
        if (CategoryTargetName is not null)
            record.CategoryInfo.TargetName = CategoryTargetName;
        if (CategoryTargetType is not null)
            record.CategoryInfo.TargetType = CategoryTargetType;
        // The error is the calling function's, and is shown at the place of its call.
        if (GetVariableValue("MyInvocation") is InvocationInfo caller)
            ErrorPosition.Set(record, caller);
        WriteError(record);
    }

    private ErrorRecord NewRecord()
    {
        // Under the id that scripts know from pwsh.
        string id = ErrorId ?? Exception?.GetType().FullName ?? "Microsoft.PowerShell.Commands.WriteErrorException";
        var record = new ErrorRecord(Exception ?? new WriteErrorException(Message), id, Category, TargetObject);
        if (Exception is not null && !string.IsNullOrEmpty(Message))
            record.ErrorDetails = new ErrorDetails(Message);
        return record;
    }
}

/// <summary>The exception of an error that has a message only.</summary>
public sealed class WriteErrorException(string? message) : SystemException(message);
