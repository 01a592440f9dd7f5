namespace AutogradPS.Tests.Survival;

/// <summary>A theory on a <see cref="SmallDisk"/>; skipped, and shown as such, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute()
    {
        if (!SmallDisk.IsPossible) Skip = "Only root can mount a small file system.";
    }
}
