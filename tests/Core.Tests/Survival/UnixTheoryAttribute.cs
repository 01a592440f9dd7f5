namespace AutogradPS.Tests.Survival;

/// <summary>A theory of signals; skipped, and shown as such, on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no signals.";
    }
}
