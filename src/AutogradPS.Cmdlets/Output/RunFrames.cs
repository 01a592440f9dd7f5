using AutogradPS.Charts;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Writes the animation of a run to a file of the user's.</summary>
internal static class RunFrames
{
    /// <summary>Writes it.</summary>
    /// <param name="runs">A single run.</param>
    /// <param name="delay">How long each frame stays, in milliseconds.</param>
    /// <param name="file">The file.</param>
    /// <param name="overwrite">Whether it may be replaced.</param>
    public static IReadOnlyList<string> Save(IReadOnlyList<WganRun> runs, int delay, string file, bool overwrite)
    {
        if (runs is not [var run])
            throw new AutogradPSException("OneRunExpected", ErrorKind.InvalidArgument, $"An animation is of one run, not of {runs.Count}. Pipe a single one.", runs);
        AnimatedPng.Save(RunAnimation.Frames(run.Path), TimeSpan.FromMilliseconds(delay), file, overwrite);
        return [];
    }
}
