using System.Diagnostics;
using System.Text.Json;
using AutogradPS.Networks;
using AutogradPS.Tensors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Benchmarks;

/// <summary>WGAN-GP as one writes it with TorchSharp alone: its optimizers, its autograd, a dispose scope a step.</summary>
internal sealed class PlainLoop
{
    private readonly Workload work;
    private readonly Device device;
    private readonly Tensor data;
    private readonly Dictionary<string, Tensor> draws;
    private readonly nn.Module<Tensor, Tensor> critic, generator;
    private readonly optim.Optimizer criticOptimizer, generatorOptimizer;
    private long criticStep;

    public PlainLoop(string folder)
    {
        work = Workload.Read(folder);
        set_num_threads(work.ThreadCount);
        device = Devices.Parse(work.Device);
        data = TensorFile.Read(File("data")).Tensors[0].Tensor.to(device);
        draws = TensorFile.Read(File("draws")).Tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor.to(device));
        critic = NetworkFile.Read(File("critic"), device: device);
        generator = NetworkFile.Read(File("generator"), device: device);
        criticOptimizer = optim.Adam(critic.parameters(), work.LearningRate, work.Beta1, work.Beta2);
        generatorOptimizer = optim.Adam(generator.parameters(), work.LearningRate, work.Beta1, work.Beta2);

        string File(string name) => Path.Combine(folder, name + ".safetensors");
    }

    /// <summary>Trains, and prints the losses of the first iterations, the seconds of the timed ones and the peak of resident memory.</summary>
    public void Run()
    {
        List<double[]> losses = [];
        Stopwatch watch = new();
        for (int i = 0; i < work.Warmup + work.Iterations; i++)
        {
            if (i == work.Warmup) watch.Start();
            double[] loss = Iterate(i);
            if (i < Preparation.Compared) losses.Add(loss);
        }
        double seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { losses, seconds, peakMiB = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0 }));
    }

    private double[] Iterate(int iteration)
    {
        Tensor? criticLoss = null;
        for (int k = 0; k < work.CriticSteps; k++)
        {
            criticLoss?.Dispose();
            criticLoss = StepCritic();
        }
        // Read once an iteration, as it is logged: on a GPU that waits for it.
        using Tensor last = criticLoss!, loss = StepGenerator(iteration);
        return [last.item<float>(), loss.item<float>()];
    }

    private Tensor StepCritic()
    {
        using var scope = NewDisposeScope();
        Tensor real = Draw("real", criticStep, () => data.index_select(0, randint(0, data.shape[0], [work.BatchSize], device: device)));
        Tensor noise = Draw("noise", criticStep, () => randn(work.BatchSize, work.LatentSize, device: device));
        Tensor epsilon = Draw("epsilon", criticStep, () => rand([work.BatchSize, .. work.SampleShape.Select(_ => 1L)], device: device));
        criticStep++;
        Tensor fake;
        using (no_grad()) fake = generator.forward(noise);
        Tensor between = lerp(fake, real, epsilon).requires_grad_(true);
        Tensor gradient = autograd.grad([critic.forward(between).sum()], [between], create_graph: true, retain_graph: true)[0];
        Tensor penalty = (gradient.flatten(1).norm(1, keepdim: false, p: 2) - 1).square().mean();
        Tensor loss = critic.forward(fake).mean() - critic.forward(real).mean() + (penalty * work.Lambda);
        criticOptimizer.zero_grad();
        loss.backward();
        criticOptimizer.step();
        return loss.detach().MoveToOuterDisposeScope();
    }

    private Tensor StepGenerator(int iteration)
    {
        using var scope = NewDisposeScope();
        Tensor noise = Draw("generator_noise", iteration, () => randn(work.BatchSize, work.LatentSize, device: device));
        foreach (var p in critic.parameters()) p.requires_grad_(false);
        Tensor loss = -critic.forward(generator.forward(noise)).mean();
        generatorOptimizer.zero_grad();
        loss.backward();
        generatorOptimizer.step();
        foreach (var p in critic.parameters()) p.requires_grad_(true);
        return loss.detach().MoveToOuterDisposeScope();
    }

    // The first steps take the numbers that all peers take.
    private Tensor Draw(string name, long step, Func<Tensor> fresh) => draws.TryGetValue($"{name}.{step}", out Tensor? given) ? given.alias() : fresh();
}
