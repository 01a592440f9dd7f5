using AutogradPS.Metrics;
using AutogradPS.Runs;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;

namespace AutogradPS.Tests.Survival;

/// <summary>Compares what runs left behind.</summary>
internal static class RunFiles
{
    /// <summary>Asserts that two runs are the same in every bit: rows, counters, and all tensors of networks and optimizers.</summary>
    public static void AssertSame(RunDirectory expected, RunDirectory actual)
    {
        Assert.Equal(File.ReadAllText(expected.Metrics), File.ReadAllText(actual.Metrics));
        Assert.Equal(MetricCsv.Read(expected.Timing).Numbers("Iteration"), MetricCsv.Read(actual.Timing).Numbers("Iteration"));
        using Checkpoint first = new CheckpointStore(expected).Newest()!, second = new CheckpointStore(actual).Newest()!;
        Assert.Equal((first.Iteration, first.CriticStep), (second.Iteration, second.CriticStep));
        Assert.Equal(first.Tensors.Select(t => t.Name).Order(), second.Tensors.Select(t => t.Name).Order());
        foreach (TensorEntry entry in first.Tensors)
            Assert.True(entry.Tensor.bytes.SequenceEqual(second.Tensors.Single(t => t.Name == entry.Name).Tensor.bytes), entry.Name);
    }

    /// <summary>Asserts that nothing is half written.</summary>
    public static void AssertClean(RunDirectory run) => Assert.DoesNotContain(Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories), AtomicFile.IsHalfWritten);
}
