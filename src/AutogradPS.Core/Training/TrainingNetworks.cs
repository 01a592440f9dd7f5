using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Objectives;
using AutogradPS.Runs;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What learns: a critic and a generator, each with its optimizer.</summary>
/// <param name="Critic">[n, *sample] to [n, 1] or [n].</param>
/// <param name="Generator">[n, latent] to [n, *sample].</param>
/// <param name="CriticOptimizer">Updates the critic's parameters.</param>
/// <param name="GeneratorOptimizer">Updates the generator's parameters.</param>
public sealed record TrainingNetworks(
    nn.Module<Tensor, Tensor> Critic, nn.Module<Tensor, Tensor> Generator, IOptimizer CriticOptimizer, IOptimizer GeneratorOptimizer) : IDisposable
{
    private NetworkClaim? borrowed; // null for networks of its own
    private Action? undo;

    /// <summary>The moving average of the generator's weights; null where the settings ask for none.</summary>
    public WeightAverage? Average { get; private init; }

    /// <summary>The networks of a request: the user's own, or those of the architecture.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">The resolved settings.</param>
    /// <param name="saved">What config.json says of the networks of a run to go on with; null for a new run.</param>
    /// <exception cref="AutogradPSException">NetworkPairIncomplete, NetworkNotStored, NetworkInUse, NothingToTrain, SpectralNormNotPossible.</exception>
    public static TrainingNetworks For(TrainingRequest request, TrainingSettings settings, RunConfig.NetworkInfo? saved = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (request.Critic, request.Generator) switch
        {
            (null, null) when saved is not null && settings.Architecture == "custom" => FromLayers(settings, saved),
            (null, null) => Create(settings, request.Dataset.SampleShape),
            ({ } critic, { } generator) => Of(settings, critic, generator),
            _ => throw new AutogradPSException("NetworkPairIncomplete", ErrorKind.InvalidArgument,
                $"-{(request.Critic is null ? "Generator" : "Critic")} was given alone. Give both networks, or -Architecture for a pair that fits."),
        };
    }

    /// <summary>The networks of the settings' architecture, with initial weights from the run's seed.</summary>
    /// <param name="settings">The resolved settings.</param>
    /// <param name="sampleShape">The shape of one sample.</param>
    public static TrainingNetworks Create(TrainingSettings settings, IReadOnlyList<long> sampleShape)
    {
        ArgumentNullException.ThrowIfNull(settings);
        NetworkSize.Require(settings, sampleShape);
        using RandomStream weights = new(settings.Seed, "weights");
        NetworkPair pair = Architectures.Create(settings.Architecture,
            new ArchitectureSettings { SampleShape = sampleShape, LatentSize = settings.LatentSize, HiddenSize = settings.HiddenSize, CriticLayerNorm = settings.CriticNorm == "layer" },
            generatorSeed: (long)(weights.KeyAt(0) >> 1), criticSeed: (long)(weights.KeyAt(1) >> 1), Devices.Parse(settings.Device));
        return WithOptimizers(settings, pair.Critic, pair.Generator);
    }

    // The weights come from a checkpoint.
    private static TrainingNetworks FromLayers(TrainingSettings settings, RunConfig.NetworkInfo saved)
    {
        Device device = Devices.Parse(settings.Device);
        return WithOptimizers(settings, StoredNetwork.Create(saved.Critic, "Critic", device), StoredNetwork.Create(saved.Generator, "Generator", device));
    }

    /// <summary>Networks that were handed over. They are moved to the settings' device, trained in place, and stay the caller's.</summary>
    /// <exception cref="AutogradPSException">NetworkInUse: another training of this process has one of them; NothingToTrain; SpectralNormNotPossible.</exception>
    public static TrainingNetworks Of(TrainingSettings settings, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(critic);
        ArgumentNullException.ThrowIfNull(generator);
        Device device = Devices.Parse(settings.Device);
        NetworkClaim claim = NetworkClaim.Take(critic, generator);
        try
        {
            critic.to(device);
            generator.to(device);
            return WithOptimizers(settings, critic, generator) with { borrowed = claim };
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Uses the generator that samples are drawn from: with averaged weights where there are some.</summary>
    public T WithSampler<T>(Func<nn.Module<Tensor, Tensor>, T> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return Average is null ? use(Generator) : Average.Use(use);
    }

    /// <summary>What config.json says of the networks.</summary>
    public RunConfig.NetworkInfo Describe() => new(Text(Critic), Text(Generator), Count(Critic), Count(Generator));

    /// <summary>From now on the networks are trained, and what was done to them stays; before that, disposing leaves a user's own as they were.</summary>
    internal void Keep() => undo = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (borrowed is not null) undo?.Invoke();
        CriticOptimizer.Dispose();
        GeneratorOptimizer.Dispose();
        Average?.Dispose();
        borrowed?.Dispose();
        if (borrowed is not null) return;
        Critic.Dispose();
        Generator.Dispose();
    }

    private static TrainingNetworks WithOptimizers(TrainingSettings settings, nn.Module<Tensor, Tensor> critic, nn.Module<Tensor, Tensor> generator)
    {
        RequireWeights("critic", critic);
        RequireWeights("generator", generator);
        Action? undo = ObjectiveCatalog.Find(settings.Objective) is { NormalisesWeights: true } ? AddSpectralNorm(settings, critic) : null;
        return new TrainingNetworks(critic, generator, OptimizerOf(settings, critic), OptimizerOf(settings, generator))
        {
            Average = settings.EmaDecay > 0 ? new WeightAverage(generator, settings.EmaDecay) : null,
            undo = undo,
        };
    }

    private static Action AddSpectralNorm(TrainingSettings settings, nn.Module<Tensor, Tensor> critic)
    {
        if (critic is not Network network)
            throw new AutogradPSException("SpectralNormNotPossible", ErrorKind.InvalidArgument,
                $"The objective {settings.Objective} puts spectral norm on the critic's layers, which it can do for networks of New-Network, not for a {critic.GetName()}. Make the critic with New-Network.", critic);
        using RandomStream weights = new(settings.Seed, "weights");
        return network.AddSpectralNorm((long)(weights.KeyAt(2) >> 1));
    }

    private static void RequireWeights(string name, nn.Module network)
    {
        if (!network.parameters().Any(parameter => parameter.requires_grad))
            throw new AutogradPSException("NothingToTrain", ErrorKind.InvalidArgument, $"The {name} has no weights to train. Give it a layer with weights, and leave their requires_grad on.", network);
    }

    private static IOptimizer OptimizerOf(TrainingSettings settings, nn.Module network) => OptimizerFactory.Create(settings.Optimizer, network,
        new OptimizerSettings { LearningRate = settings.LearningRate, Beta1 = settings.Beta1, Beta2 = settings.Beta2 });

    private static string[] Text(nn.Module<Tensor, Tensor> network) =>
        network is Network ours ? [.. ours.Layers] : [network.GetName(), .. network.named_children().Select(child => $"{child.name}: {child.module.GetName()}")];

    private static long Count(nn.Module network) => network.parameters().Sum(parameter => parameter.numel());
}
