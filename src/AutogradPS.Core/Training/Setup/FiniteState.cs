using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Weights and statistics that are no numbers.</summary>
internal static class FiniteState
{
    /// <summary>What is wrong with the networks as they were given.</summary>
    public static IEnumerable<SetupFinding> Check(TrainingNetworks networks) =>
        from network in new[] { (Name: "critic", Module: networks.Critic), (Name: "generator", Module: networks.Generator) }
        let name = FirstBad(network.Module)
        where name is not null
        select new SetupFinding(SetupSeverity.Error, "Weights", $"There are NaN or infinite values in the {network.Name}'s {name}.", "Make the network anew, or read its weights again with Import-Network.");

    /// <summary>What a batch of the training did to the statistics of a generator that was fine before; null for nothing.</summary>
    public static SetupFinding? CheckStatistics(nn.Module generator, long batchSize) => FirstBad(generator) is not { } name ? null
        : new(SetupSeverity.Error, "Generator", $"One batch of {batchSize} makes NaN or infinity of the generator's {name}.",
            batchSize == 1 ? "Use a -BatchSize of 2 or more: batch norm measures how much the samples of a batch differ." : "Look at its layers for 0/0 and overflow.");

    // In a scope of its own: a state of gigabytes is not to be held twice.
    private static string? FirstBad(nn.Module network)
    {
        using var quiet = no_grad();
        foreach ((string name, Tensor values) in network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(network.named_buffers().Select(b => (b.name, b.buffer))))
        {
            using DisposeScope scope = NewDisposeScope();
            if (values.is_floating_point() && !values.isfinite().all().item<bool>()) return name;
        }
        return null;
    }
}
