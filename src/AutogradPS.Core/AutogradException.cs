namespace AutogradPS;

/// <summary>An error that the user can mend. Its id is stable, so that scripts may test for it; its message says what to do.</summary>
/// <param name="errorId">A PascalCase id that never changes, such as <c>MetricHeaderDuplicate</c>.</param>
/// <param name="message">A sentence or two: what is wrong, and what to do.</param>
/// <param name="target">The offending value, if there is one.</param>
/// <param name="innerException">The cause, if another exception is.</param>
public class AutogradException(string errorId, string message, object? target = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The stable PascalCase id of the error.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>The offending value, if there is one.</summary>
    public object? Target { get; } = target;
}
