namespace AutogradPS.Errors;

/// <summary>An error a user can act on: a stable id, a kind, the offending value and a message that says what to do.</summary>
/// <param name="errorId">A PascalCase id that scripts may rely on.</param>
/// <param name="kind">The sort of mistake.</param>
/// <param name="message">What is wrong and what to do about it.</param>
/// <param name="target">The value that the error is about.</param>
/// <param name="innerException">The cause, where there is one.</param>
public class AutogradPSException(string errorId, ErrorKind kind, string message, object? target = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The stable id.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>The sort of mistake.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>The value that the error is about.</summary>
    public object? Target { get; } = target;
}
