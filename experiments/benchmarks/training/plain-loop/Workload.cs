using System.Text.Json;

namespace AutogradPS.Benchmarks;

/// <summary>One work of workloads.psd1, as training.ps1 hands it over.</summary>
internal sealed record Workload(
    string Name, string[] Critic, string[] Generator, long[] SampleShape, long Samples, long BatchSize, long LatentSize,
    double Lambda, double LearningRate, double Beta1, double Beta2, int CriticSteps, long Seed, string Device, int ThreadCount, int Warmup, int Iterations)
{
    public static Workload Read(string folder) => JsonSerializer.Deserialize<Workload>(File.ReadAllText(Path.Combine(folder, "workload.json")))!;
}
