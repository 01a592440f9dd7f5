using System.Diagnostics;
using AutogradPS.Numerics;

namespace AutogradPS.Tests.Numerics;

/// <summary>Threads that work together: every share is done once, whoever takes part.</summary>
public sealed class WorkerTeamTests
{
    [Fact]
    public void ATeamDoesEveryShareAndMeets()
    {
        WorkerTeam team = WorkerTeam.OfSize(4);
        Assert.Same(team, WorkerTeam.OfSize(4));
        team.Strength.IsFixed = true;
        int[] before = new int[4], seen = new int[4];
        for (int run = 1; run <= 200; run++)
        {
            int number = run;
            team.Run((member, members) =>
            {
                Assert.Equal(4, members);
                before[member] = number;
                team.Meet();
                seen[member] = before.Count(value => value == number);
            });
            Assert.All(seen, count => Assert.Equal(4, count));
        }
    }

    [Fact]
    public void MembersMayDropOutAndComeBackBetweenPiecesOfWork()
    {
        WorkerTeam team = WorkerTeam.OfSize(5);
        HashSet<int> strengths = [];
        for (int run = 1; run <= 400; run++)
        {
            // As if a member had lacked its processor all the time; later there is another try.
            if (run % 3 == 0) team.Strength.See(Stopwatch.GetTimestamp(), TeamStrength.Judged, TeamStrength.Judged);
            if (run % 7 == 0) team.Strength.At(Stopwatch.GetTimestamp() + TeamStrength.LongestPause);
            int[] done = new int[5];
            int most = 0, met = 0;
            team.Run((member, members) =>
            {
                Interlocked.Increment(ref done[member]);
                team.Meet();
                if (done.Take(members).All(count => count == 1)) Interlocked.Increment(ref met);
                if (member == 0) most = members;
            });
            strengths.Add(most);
            Assert.Equal([.. Enumerable.Repeat(1, most), .. Enumerable.Repeat(0, 5 - most)], done);
            Assert.Equal(most, met);
        }
        Assert.Contains(1, strengths);
        Assert.Contains(strengths, strength => strength > 1);
    }

    [Fact]
    public void AMemberThatHasEndedIsStartedAgain()
    {
        WorkerTeam team = WorkerTeam.OfSize(3);
        team.Strength.IsFixed = true;
        team.Patience = TimeSpan.FromMilliseconds(1);
        int done = 0;
        // Around the moment at which patience ends, where a call and the end may come together.
        for (int run = 0; run < 300; run++)
        {
            team.Run((_, _) => Interlocked.Increment(ref done));
            Thread.SpinWait(run * 500);
        }
        Assert.Equal(900, done);
    }
}
