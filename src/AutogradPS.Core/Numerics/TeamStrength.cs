using System.Diagnostics;

namespace AutogradPS.Numerics;

/// <summary>How many members of a team take part: all, or fewer while other work on the machine has their processors.</summary>
/// <remarks>
/// Members wait for each other several times a step. Where two runs of two threads each share two processors, half of all threads are always
/// without one, and those who wait for them compute nothing: half as many threads do more. So as soon as a member has lacked a processor for a good
/// part of a tenth of a second, half of them take part; now and then twice as many are tried again, the more seldom the oftener that failed. A neighbour of one
/// thread, such as .NET's compiler in the first seconds of a session, takes a third from two members: with it two are still faster than one.
/// </remarks>
internal sealed class TeamStrength
{
    /// <summary>The part of the time that members may lack a processor.</summary>
    public const double Bearable = 0.45;

    /// <summary>The time of work that is judged at once.</summary>
    public static readonly long Judged = Stopwatch.Frequency / 10;

    /// <summary>When more members are tried again, at first and at last.</summary>
    public static readonly long ShortestPause = Stopwatch.Frequency / 50, LongestPause = Stopwatch.Frequency * 4;

    private readonly int most;
    private long worked, lacked, good, pause, retry;

    /// <param name="most">All members, the caller included.</param>
    public TeamStrength(int most) => Now = this.most = most;

    /// <summary>How many take part now.</summary>
    public int Now { get; private set; }

    /// <summary>True where the number stays as it is, for tests of what many members do on a busy machine.</summary>
    public bool IsFixed { get; set; }

    /// <summary>How many take part in work that begins now.</summary>
    /// <param name="time">A time stamp.</param>
    public int At(long time)
    {
        if (Now == most || time < retry || IsFixed) return Now;
        worked = lacked = good = 0;
        return Now = Math.Min(2 * Now, most);
    }

    /// <summary>Learns what a piece of work took.</summary>
    /// <param name="time">A time stamp, at its end.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="without">How long the member that lacked a processor longest lacked it.</param>
    public void See(long time, long took, long without)
    {
        worked += took;
        lacked += without;
        if (worked < Judged) return;
        bool isBearable = lacked <= Bearable * worked;
        if (isBearable) good += worked;
        (worked, lacked) = (0, 0);
        if (isBearable || Now == 1 || IsFixed) return;
        // What went well for long makes up for tries that failed at once.
        pause = Math.Clamp((2 * pause) - good, ShortestPause, LongestPause);
        good = 0;
        retry = time + pause;
        Now /= 2;
    }
}
