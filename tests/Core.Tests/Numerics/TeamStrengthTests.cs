using System.Diagnostics;
using AutogradPS.Numerics;

namespace AutogradPS.Tests.Numerics;

/// <summary>How many members of a team take part, by a clock of the test's own.</summary>
public sealed class TeamStrengthTests
{
    private static readonly long Work = TeamStrength.Judged;

    private long time = 1_000 * Stopwatch.Frequency;

    [Fact]
    public void AllTakePartWhileMembersHaveProcessors()
    {
        TeamStrength strength = new(6);
        for (int i = 0; i < 1000; i++) Assert.Equal(6, Do(strength, lack: 0.4));
    }

    [Fact]
    public void FewerTakePartWhileTheyLackProcessors()
    {
        TeamStrength strength = new(8);
        int[] seen = [.. Enumerable.Range(0, 4).Select(_ => Do(strength, lack: 0.5))];
        Assert.Equal([8, 4, 2, 1], seen);
        Assert.Equal(1, Do(new TeamStrength(1), lack: 0.9)); // there are no fewer
    }

    [Fact]
    public void OneMomentWithoutAProcessorIsNotJudged()
    {
        TeamStrength strength = new(2);
        strength.See(time, Work / 10, Work / 10);
        Assert.Equal(2, Do(strength, lack: 0.1));
    }

    [Fact]
    public void MoreAreTriedAgainTheMoreSeldomTheOftenerItFailed()
    {
        TeamStrength strength = new(2);
        List<long> pauses = [];
        for (long fell = 0; pauses.Count < 10;)
        {
            (int before, long began) = (strength.Now, time);
            int now = Do(strength, Work / 50, Beside);
            if (before == 1 && now == 2) pauses.Add(began - fell);
            if (strength.Now < now) fell = time;
        }
        Assert.InRange(pauses[0], TeamStrength.ShortestPause, TeamStrength.ShortestPause + (Work / 50));
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.Second > pair.First || pair.First >= TeamStrength.LongestPause));
        Assert.InRange(pauses[^1], TeamStrength.LongestPause, TeamStrength.LongestPause + (Work / 50));
    }

    [Fact]
    public void AllTakePartAgainOnceProcessorsAreFree()
    {
        TeamStrength strength = new(6);
        while (strength.Now > 1) Do(strength, lack: 0.5);
        List<int> seen = [];
        while (strength.Now < 6)
            if (Do(strength, lack: 0) is var now && (seen.Count == 0 || seen[^1] != now)) seen.Add(now);
        Assert.Equal([1, 2, 4, 6], seen);
    }

    [Fact]
    public void AfterALongGoodTimeTheNextTryComesSoon()
    {
        TeamStrength strength = new(2);
        long end = time + (20 * TeamStrength.LongestPause);
        while (time < end) Do(strength, Work, Beside);
        end = time + (4 * TeamStrength.LongestPause);
        while (time < end) Do(strength, lack: 0);
        Assert.Equal(2, Do(strength, lack: 0.5));
        Assert.Equal(1, Do(strength, lack: 0));
        time += TeamStrength.ShortestPause;
        Assert.Equal(2, Do(strength, lack: 0));
    }

    [Fact]
    public void WhatIsFixedStays()
    {
        TeamStrength strength = new(4) { IsFixed = true };
        for (int i = 0; i < 10; i++) Assert.Equal(4, Do(strength, lack: 0.9));
    }

    // Something else has all processors but one.
    private static double Beside(int members) => members > 1 ? 0.5 : 0;

    private int Do(TeamStrength strength, double lack) => Do(strength, Work, _ => lack);

    // A piece of work, of which a member lacks its processor for a part.
    private int Do(TeamStrength strength, long took, Func<int, double> lack)
    {
        int now = strength.At(time);
        time += took;
        strength.See(time, took, (long)(lack(now) * took));
        return now;
    }
}
