using AutogradPS.Data;
using AutogradPS.Networks;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Benchmarks;

/// <summary>
/// Writes what all peers start from, as safetensors: the data, the initial weights, and the random numbers that Start-WganTraining
/// draws in its first iterations, so that the others can take the same steps.
/// </summary>
internal static class Preparation
{
    /// <summary>Iterations whose losses are compared.</summary>
    public const int Compared = 2;

    public static void Run(string folder)
    {
        Workload work = Workload.Read(folder);
        using var scope = NewDisposeScope();
        Device device = Devices.Parse(work.Device);
        Tensor data = Data(work);
        Write("data", [new TensorEntry("data", data)]);
        Network critic = NetworkFactory.Create(work.Critic, work.Seed, work.SampleShape), generator = NetworkFactory.Create(work.Generator, work.Seed + 1, [work.LatentSize]);
        NetworkFile.Write(Path.Combine(folder, "critic.safetensors"), critic, overwrite: true);
        NetworkFile.Write(Path.Combine(folder, "generator.safetensors"), generator, overwrite: true);

        using RowDataset dataset = RowDataset.FromTensor(data);
        using IBatchReader reader = dataset.Open(new BatchOptions { BatchSize = work.BatchSize, Seed = work.Seed, Device = device });
        using TrainingStreams streams = new(work.Seed);
        long[] noise = [work.BatchSize, work.LatentSize], epsilon = [work.BatchSize, .. work.SampleShape.Select(_ => 1L)];
        List<TensorEntry> draws = [];
        for (int step = 0; step < Compared * work.CriticSteps; step++)
        {
            draws.Add(new($"real.{step}", reader.Next()));
            draws.Add(new($"noise.{step}", streams.CriticNoise.Randn(step, noise, device)));
            draws.Add(new($"epsilon.{step}", streams.Penalty.Rand(step, epsilon, device)));
        }
        for (int i = 0; i < Compared; i++) draws.Add(new($"generator_noise.{i}", streams.GeneratorNoise.Randn(i, noise, device)));
        Write("draws", draws);

        void Write(string name, IReadOnlyList<TensorEntry> tensors) => TensorFile.Write(Path.Combine(folder, name + ".safetensors"), tensors, overwrite: true);
    }

    // Points on a ring of Gaussians, or noise of the images' range: how long a step takes does not depend on the values.
    private static Tensor Data(Workload work)
    {
        if (work.SampleShape is [2]) return DatasetCatalog.Open("8Gaussians").Sample(work.Samples, work.Seed);
        using RandomStream stream = new(work.Seed, "benchmark.data");
        return stream.Rand(0, [work.Samples, .. work.SampleShape]) * 2 - 1;
    }
}
