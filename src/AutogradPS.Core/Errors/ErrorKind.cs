namespace AutogradPS.Errors;

/// <summary>What sort of mistake an <see cref="AutogradPSException"/> reports; the cmdlets map it to PowerShell's error categories.</summary>
public enum ErrorKind
{
    /// <summary>An argument has a wrong value, shape or dtype.</summary>
    InvalidArgument,

    /// <summary>A file or stream is malformed.</summary>
    InvalidData,

    /// <summary>The call is right but not in this state (a freed graph, a disposed tensor).</summary>
    InvalidOperation,

    /// <summary>A named thing is not there.</summary>
    ObjectNotFound,

    /// <summary>A thing is there already and may not be overwritten.</summary>
    ResourceExists,

    /// <summary>A device, library or disk cannot be used.</summary>
    ResourceUnavailable,

    /// <summary>A size is beyond what is possible or sensible.</summary>
    LimitsExceeded,

    /// <summary>This platform or build cannot do it.</summary>
    NotSupported,

    /// <summary>The operation was stopped before its end.</summary>
    OperationStopped,

    /// <summary>Reading failed.</summary>
    ReadError,

    /// <summary>Writing failed.</summary>
    WriteError,

    /// <summary>A number is NaN or infinite where a finite one is needed.</summary>
    InvalidResult,
}
