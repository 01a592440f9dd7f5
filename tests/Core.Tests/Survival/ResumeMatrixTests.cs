using AutogradPS.Autograd;
using AutogradPS.Data;
using AutogradPS.Metrics;
using AutogradPS.Networks;
using AutogradPS.Objectives;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Survival;

/// <summary>Every objective with every optimizer and kind of network: interrupted at a random step and resumed, it is the uninterrupted training in every bit.</summary>
public sealed class ResumeMatrixTests : IDisposable
{
    private const long Iterations = 4;

    private static readonly string[] ObjectiveNames = ["wgan", "wgan-gp", "wgan-lp", "wgan-div", "dragan", "r1", "sn", "script"];
    private static readonly string[] Optimizers = ["adam", "adamw", "rmsprop", "sgd"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Networks with each objective: mlp takes the direct path where there is one, "own" (dropout, batch norm, layer norm) never does.</summary>
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string network in (string[])["mlp", "own", "dcgan", "resnet"])
            foreach (string objective in ObjectiveNames) cases.Add(network, objective);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_interrupted_training_is_the_uninterrupted_one(string network, string objective)
    {
        bool images = network is "dcgan" or "resnet";
        // On images, where a step takes longer, each objective with one of the optimizers; elsewhere with all.
        int number = Array.IndexOf(ObjectiveNames, objective);
        string[] optimizers = images ? [Optimizers[number % 4]] : Optimizers;
        foreach (string optimizer in optimizers)
            foreach (bool decay in (bool[])(images ? [number % 2 == 0] : [false, true])) Check(network, objective, optimizer, decay);
    }

    private void Check(string network, string objective, string optimizer, bool decay)
    {
        // As a session has it: what several threads add up, and how long they wait for each other, would depend on the machine.
        using ThreadCountScope threads = new(1);
        using Dataset data = Data(network);
        TrainingSettings settings = SettingsResolver.Resolve(new TrainingOptions
        {
            Objective = objective == "script" ? null : objective, ObjectiveScript = objective == "script" ? "own" : null, Architecture = network == "own" ? "custom" : network,
            Optimizer = optimizer, DecayLearningRate = decay, EmaDecay = decay ? 0.9 : null, Iterations = Iterations, BatchSize = 6, HiddenSize = network == "mlp" ? 8 : 2, LatentSize = 3,
            CriticSteps = 2, LearningRate = 1e-3, LogEvery = 1, ThreadCount = 1, Seed = 5,
        }, data);
        string name = $"{network} {objective} {optimizer} {(decay ? "falling" : "constant")}";
        int steps = (int)Iterations * (settings.CriticSteps + 1), stop = new Random(name.Sum(letter => letter)).Next(1, steps);
        string whole = folder.File("whole.csv"), parts = folder.File("parts.csv"), checkpoint = folder.File("checkpoint.safetensors");
        File.Delete(whole);
        File.Delete(parts);
        using TrainingNetworks expected = Networks(settings, data), before = Networks(settings, data), after = Networks(settings, data);
        Train(settings, data, expected, whole, 0, 0, steps);
        (long criticStep, long iteration) = Train(settings, data, before, parts, 0, 0, stop);
        Checkpoint.Write(checkpoint, criticStep, iteration, 0, before);
        // One that was restored: nothing of it may be left from before.
        Scramble(after);
        using (Checkpoint saved = Checkpoint.Read(checkpoint))
        {
            TrainingState.Restore(after, saved.Tensors);
            Train(settings, data, after, parts, saved.CriticStep, saved.Iteration, steps);
        }
        Assert.True(File.ReadAllText(whole) == File.ReadAllText(parts), $"{name}, stopped after step {stop}: rows");
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        foreach ((TensorEntry one, TensorEntry other) in TrainingState.Of(expected).Zip(TrainingState.Of(after)))
        {
            Assert.Equal(one.Name, other.Name);
            Assert.True(one.Tensor.bytes.SequenceEqual(other.Tensor.bytes), $"{name}, stopped after step {stop}: {one.Name}");
        }
    }

    private static (long CriticStep, long Iteration) Train(TrainingSettings settings, Dataset data, TrainingNetworks networks, string csv, long criticStep, long iteration, int steps)
    {
        using MetricLog<TrainingRecord> log = MetricLog.Resume<TrainingRecord>(csv, nameof(TrainingRecord.Iteration), iteration);
        using WganTrainer trainer = new(settings, data, networks, settings.ObjectiveScript is null ? null : Objective.Of(OwnPenalty, "own"));
        trainer.Restore(criticStep, iteration);
        // An iteration's last critic step and its generator step make one record together, and nothing stops between them.
        for (int step = 0; !trainer.IsComplete && (step < steps || !trainer.CanStop); step++)
            if (trainer.Step() is { } record) log.Append(record);
        return (trainer.CriticStep, trainer.Iteration);
    }

    // As a script would write it, with random numbers of the global generator.
    private static CriticTerms OwnPenalty(nn.Module<Tensor, Tensor> critic, Tensor real, Tensor generated)
    {
        Tensor x = (real + 0.1 * randn_like(real)).detach().requires_grad_();
        Tensor gradient = Gradient.Compute([critic.forward(x).sum()], [x], new GradOptions { CreateGraph = true })![0]!;
        return new CriticTerms(null, gradient.square().sum());
    }

    private static TrainingNetworks Networks(TrainingSettings settings, Dataset data)
    {
        if (settings.Architecture != "custom") return TrainingNetworks.Create(settings, data.SampleShape);
        Network critic = NetworkFactory.Create(["Linear 2 8", "LayerNorm 8", "LeakyReLU 0.2", "Dropout 0.3", "Linear 8 1"], seed: 1);
        Network generator = NetworkFactory.Create(["Linear 3 8", "BatchNorm1d 8", "ReLU", "Dropout 0.1", "Linear 8 2"], seed: 2);
        return TrainingNetworks.Of(settings, critic, generator);
    }

    private static Dataset Data(string network)
    {
        using Tensor images = network == "dcgan" ? rand(32, 1, 28, 28) : rand(32, 3, 32, 32);
        return network is "dcgan" or "resnet" ? RowDataset.FromTensor(images, network) : DatasetCatalog.Open("8Gaussians");
    }

    private static void Scramble(TrainingNetworks networks)
    {
        using var quiet = no_grad();
        foreach (nn.Module module in (nn.Module[])[networks.Critic, networks.Generator])
            foreach (Tensor parameter in module.parameters()) parameter.mul_(3);
    }
}
