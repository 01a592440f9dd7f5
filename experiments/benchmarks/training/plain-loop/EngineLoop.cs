using System.Diagnostics;
using System.Text.Json;
using AutogradPS.Data;
using AutogradPS.Networks;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Benchmarks;

/// <summary>The module's own trainer without shell, files and progress: what Start-WganTraining is measured against.</summary>
internal static class EngineLoop
{
    public static void Run(string folder)
    {
        Workload work = Workload.Read(folder);
        set_num_threads(work.ThreadCount);
        TrainingSettings settings = new()
        {
            Preset = "wgan-gp", Objective = "wgan-gp", Architecture = "custom", Iterations = work.Warmup + work.Iterations, BatchSize = work.BatchSize,
            CriticSteps = work.CriticSteps, Lambda = work.Lambda, Optimizer = "adam", LearningRate = work.LearningRate, Beta1 = work.Beta1, Beta2 = work.Beta2,
            LatentSize = (int)work.LatentSize, HiddenSize = 1, Seed = work.Seed, Device = work.Device, ThreadCount = work.ThreadCount, LogEvery = 1,
            SampleEvery = long.MaxValue, CheckpointEvery = long.MaxValue,
        };
        using RowDataset data = RowDataset.FromTensor(TensorFile.Read(File("data")).Tensors[0].Tensor);
        using TrainingNetworks networks = TrainingNetworks.Of(settings, NetworkFile.Read(File("critic")), NetworkFile.Read(File("generator")));
        using WganTrainer trainer = new(settings, data, networks);
        Stopwatch watch = new();
        while (!trainer.IsComplete)
        {
            trainer.Step();
            if (trainer.Iteration == work.Warmup && !watch.IsRunning) watch.Start();
        }
        Console.WriteLine(JsonSerializer.Serialize(new { seconds = watch.Elapsed.TotalSeconds, peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0 }));

        string File(string name) => Path.Combine(folder, name + ".safetensors");
    }
}
