using System.Globalization;
using AutogradPS.Runs;
using AutogradPS.Tests.Survival;
using AutogradPS.Tests.Training;
using AutogradPS.Training;

namespace AutogradPS.Tests;

/// <summary>What the test assembly does as a program: the training of a <see cref="TrainingChild"/>, to be killed, or the steps of <see cref="VectorWidthTests"/>.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is ["steps"])
        {
            VectorWidthTests.WriteSteps();
            return 0;
        }
        if (arguments is not [var directory, var iterations, var name])
        {
            Console.Error.WriteLine("Run the tests with dotnet test.");
            return 2;
        }
        EndWithParent();
        TrainingOptions options = TrainingChild.Options[name];
        TrainingRequest request = new(options with { Iterations = long.Parse(iterations, CultureInfo.InvariantCulture) }, TrainingData.Toy) { OutputDirectory = directory, SkipSetupCheck = true };
        using TrainingSession session = RunDirectory.IsRun(directory) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        session.BeforeStep = () => Console.WriteLine(session.Iteration);
        foreach (TrainingRecord _ in session.Run())
        {
        }
        return 0;
    }

    // A test that is stopped leaves no training behind.
    private static void EndWithParent() => new Thread(() =>
    {
        while (Console.In.Read() >= 0)
        {
        }
        Environment.Exit(3);
    }) { IsBackground = true }.Start();
}
