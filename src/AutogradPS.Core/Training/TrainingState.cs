using AutogradPS.Errors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The tensors that a training goes on from, by name: both networks with their buffers, the average of the generator's weights, and both optimizers.</summary>
internal static class TrainingState
{
    private const string Critic = "critic.", Generator = "generator.", Average = "generator_ema.", CriticOptimizer = "critic_optimizer.", GeneratorOptimizer = "generator_optimizer.";

    /// <summary>All tensors. Those of the networks are the networks' own; the caller's dispose scope owns the others.</summary>
    public static List<TensorEntry> Of(TrainingNetworks networks) =>
    [
        .. Named(Critic, networks.Critic.state_dict()),
        .. Named(Generator, networks.Generator.state_dict()),
        .. Named(Average, networks.Average?.Entries ?? []),
        .. Named(CriticOptimizer, networks.CriticOptimizer.ExportState()),
        .. Named(GeneratorOptimizer, networks.GeneratorOptimizer.ExportState()),
    ];

    /// <summary>The name of a weight or statistic that is NaN or infinite; null where all are finite, as in a state to go on from.</summary>
    public static string? FirstNotFinite(TrainingNetworks networks)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        using var _ = no_grad();
        return Named(Critic, networks.Critic.state_dict()).Concat(Named(Generator, networks.Generator.state_dict()))
            .FirstOrDefault(entry => entry.Tensor.is_floating_point() && !entry.Tensor.isfinite().all().item<bool>())?.Name;
    }

    /// <summary>Copies saved tensors into networks and optimizers.</summary>
    /// <exception cref="AutogradPSException">CheckpointMismatch, OptimizerStateMismatch: they were saved from others.</exception>
    public static void Restore(TrainingNetworks networks, IReadOnlyList<TensorEntry> saved)
    {
        Copy(networks.Critic.state_dict(), Part(saved, Critic));
        RestoreGenerator(networks.Generator, saved);
        if (networks.Average is { } average) Copy(average.Entries.ToDictionary(), Part(saved, Average));
        networks.CriticOptimizer.ImportState(Part(saved, CriticOptimizer));
        networks.GeneratorOptimizer.ImportState(Part(saved, GeneratorOptimizer));
    }

    /// <summary>Copies the saved generator into a network of its shape.</summary>
    /// <exception cref="AutogradPSException">CheckpointMismatch.</exception>
    public static void RestoreGenerator(nn.Module<Tensor, Tensor> generator, IReadOnlyList<TensorEntry> saved) => Copy(generator.state_dict(), Part(saved, Generator));

    /// <summary>Copies the saved generator, with averaged weights where some were saved.</summary>
    /// <exception cref="AutogradPSException">CheckpointMismatch.</exception>
    public static void RestoreSampler(nn.Module<Tensor, Tensor> generator, IReadOnlyList<TensorEntry> saved)
    {
        RestoreGenerator(generator, saved);
        Dictionary<string, Tensor> average = Part(saved, Average);
        if (average.Count > 0) Copy(generator.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), average);
    }

    /// <summary>Copies tensors over others of the same names and shapes.</summary>
    /// <exception cref="AutogradPSException">CheckpointMismatch.</exception>
    public static void Copy(Dictionary<string, Tensor> own, Dictionary<string, Tensor> saved)
    {
        if (own.Keys.Except(saved.Keys).Concat(saved.Keys.Except(own.Keys)).FirstOrDefault() is { } odd) throw Mismatch(odd);
        foreach ((string name, Tensor tensor) in own)
            if (!tensor.shape.SequenceEqual(saved[name].shape)) throw Mismatch(name);
        using var _ = no_grad();
        foreach ((string name, Tensor tensor) in own) tensor.copy_(saved[name]);
    }

    private static IEnumerable<TensorEntry> Named(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(tensor => new TensorEntry(prefix + tensor.Key, tensor.Value));

    private static Dictionary<string, Tensor> Part(IReadOnlyList<TensorEntry> saved, string prefix) => saved
        .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Name[prefix.Length..], entry => entry.Tensor);

    private static AutogradPSException Mismatch(string name) => new("CheckpointMismatch", ErrorKind.InvalidData,
        $"The checkpoint is of other networks: '{name}' is missing on one side or has another shape. Use the networks that the run was started with.", name);
}
