using AutogradPS.Networks;
using AutogradPS.Runs;
using AutogradPS.Tensors.Files;
using AutogradPS.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class WeightAverageTests : IDisposable
{
    private const double Decay = 0.9;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)] // by libtorch's kernel, as on a GPU
    public void It_is_the_discounted_sum_of_all_weights_so_far(ScalarType dtype)
    {
        using Network network = NetworkFactory.Create(["Linear 3 5", "Linear 5 2"], seed: 1, dtype: dtype);
        using WeightAverage average = new(network, Decay);
        using var _ = no_grad();
        using Tensor start = Flat(network.parameters());
        using Tensor slope = arange(start.shape[0], dtype: float64) / 10;
        const int steps = 7;
        for (int k = 1; k <= steps; k++)
        {
            Set(network, start + (k * slope));
            average.Update();
        }

        // With w_k = w_0 + k s: (1 - d) sum_k d^(n-k) w_k + d^n w_0 = w_0 + s (n - d (1 - d^n) / (1 - d)).
        double factor = steps - (Decay * (1 - Math.Pow(Decay, steps)) / (1 - Decay));
        using Tensor expected = start + (factor * slope);
        using Tensor actual = Flat(average.Entries.Select(entry => entry.Value));
        Assert.True(actual.allclose(expected, rtol: dtype == ScalarType.Float64 ? 1e-12 : 1e-6, atol: dtype == ScalarType.Float64 ? 1e-12 : 1e-6));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], average.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public void A_step_is_that_of_PyTorchs_lerp()
    {
        using Network network = NetworkFactory.Create(["Linear 37 11"], seed: 1);
        using WeightAverage average = new(network, 0.999);
        using var _ = no_grad();
        Tensor weight = network.parameters().First();
        using Tensor expected = weight.clone();
        weight.mul_(1.5f);
        average.Update();
        expected.lerp_(weight, 1 - 0.999);
        using Tensor difference = (average.Entries.First().Value - expected).abs().max();
        Assert.InRange(difference.item<float>(), 0, 1e-8f); // a fused multiply-add, at most
    }

    [Fact]
    public void A_network_is_used_with_it_and_has_its_own_weights_back()
    {
        using Network network = NetworkFactory.Create(["Linear 2 2"], seed: 1);
        using WeightAverage average = new(network, Decay);
        using var _ = no_grad();
        using Tensor first = Flat(network.parameters());
        Set(network, first + 1);
        using Tensor own = Flat(network.parameters());
        Assert.True(average.Use(n => Flat(n.parameters())).Equals(first));
        Assert.True(Flat(network.parameters()).Equals(own));
        Assert.Throws<InvalidOperationException>(() => average.Use<int>(n => throw new InvalidOperationException("in between")));
        Assert.True(Flat(network.parameters()).Equals(own));
    }

    [Fact]
    public void It_follows_every_generator_step_of_a_training_and_changes_nothing_in_it()
    {
        TrainingSettings settings = TrainingData.Settings(TrainingData.Small with { EmaDecay = Decay });
        using TrainingNetworks networks = TrainingNetworks.Create(settings, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        using var scope = NewDisposeScope();
        Tensor expected = Flat(networks.Generator.parameters());
        List<TrainingRecord> records = [];
        while (!trainer.IsComplete)
        {
            if (trainer.Step() is not { } record) continue;
            records.Add(record);
            expected = (Decay * expected) + ((1 - Decay) * Flat(networks.Generator.parameters()));
        }
        Assert.True(Flat(networks.Average!.Entries.Select(entry => entry.Value)).allclose(expected, rtol: 1e-5, atol: 1e-7));
        Assert.Equal(TrainingData.Train(TrainingData.Settings()), records);
    }

    [Fact]
    public void It_is_resumed_bit_for_bit()
    {
        TrainingOptions options = TrainingData.Small with { EmaDecay = Decay };
        RunDirectory whole = Train("whole", options), parts = Train("parts", options with { Iterations = 4 });
        Train("parts", new TrainingOptions { Iterations = 6 });
        using Checkpoint first = new CheckpointStore(whole).Newest()!, second = new CheckpointStore(parts).Newest()!;
        TensorEntry[] entries = [.. first.Tensors.Where(entry => entry.Name.StartsWith("generator_ema.", StringComparison.Ordinal))];
        Assert.Equal(8, entries.Length);
        foreach (TensorEntry entry in entries)
            Assert.Equal(entry.Tensor.bytes.ToArray(), second.Tensors.Single(other => other.Name == entry.Name).Tensor.bytes.ToArray());
        ResumeProof proof = ResumeProof.Of(whole.Path, new TrainingOptions(), null, 4);
        Assert.True(proof.IsIdentical, string.Join(", ", proof.Differences));
    }

    [Fact]
    public void Samples_are_drawn_with_it_unless_asked_otherwise()
    {
        RunDirectory averaged = Train("averaged", TrainingData.Small with { EmaDecay = Decay }), plain = Train("plain", TrainingData.Small);
        using Tensor ema = SampleGenerator.Draw(averaged.Path, 8, 3), raw = SampleGenerator.Draw(averaged.Path, 8, 3, new SampleOptions { Ema = false }), expected = SampleGenerator.Draw(plain.Path, 8, 3);
        Assert.True(raw.Equals(expected));
        Assert.False(ema.allclose(expected));
        Assert.NotEqual(Picture(averaged), Picture(plain));

        // The checkpoint's average, put into a generator of one's own.
        using Checkpoint checkpoint = new CheckpointStore(averaged).Newest()!;
        using Network generator = NetworkFactory.Create(Architectures.GeneratorLayers("mlp", new ArchitectureSettings { SampleShape = [2], LatentSize = 2, HiddenSize = 16 }));
        using var _ = no_grad();
        foreach ((string name, Tensor parameter) in generator.state_dict()) parameter.copy_(checkpoint.Tensors.Single(entry => entry.Name == "generator_ema." + name).Tensor);
        using Tensor noise = new AutogradPS.Tensors.RandomStream(3, "samples.new").Randn(0, [256, 2]);
        using Tensor own = generator.forward(noise).narrow(0, 0, 8);
        Assert.True(own.allclose(ema));
    }

    private RunDirectory Train(string name, TrainingOptions options)
    {
        TrainingRequest request = new(options, TrainingData.Toy) { OutputDirectory = folder.File(name) };
        using TrainingSession session = RunDirectory.IsRun(folder.File(name)) ? TrainingSession.Resume(request) : TrainingSession.Start(request);
        Assert.NotEmpty(session.Run().ToList());
        return session.Directory;
    }

    private static byte[] Picture(RunDirectory run) => File.ReadAllBytes(Path.Combine(run.Samples, "iteration-0000006.png"));

    private static Tensor Flat(IEnumerable<Tensor> tensors) => cat([.. tensors.Select(t => t.detach().flatten().to(float64))]);

    private static void Set(nn.Module network, Tensor values)
    {
        long start = 0;
        foreach (Tensor parameter in network.parameters())
        {
            parameter.copy_(values.narrow(0, start, parameter.numel()).view(parameter.shape));
            start += parameter.numel();
        }
    }
}
