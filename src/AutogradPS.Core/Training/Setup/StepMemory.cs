using AutogradPS.Native;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Whether one step fits into the machine's memory. On a GPU the probe's own step shows it.</summary>
/// <remarks>
/// An estimate: four numbers a weight (itself, its gradient and two moments), and what the layers put out, measured for one sample. A
/// critic step keeps that of a real and of a generated batch; a penalty adds a third, and as much again for each of the first gradient, its graph and
/// the way back through it.
/// </remarks>
internal static class StepMemory
{
    private const long NumbersOfAWeight = 4;

    public static IEnumerable<SetupFinding> Check(TrainingSettings settings, Objective objective, TrainingNetworks networks, SetupProbe probe)
    {
        if (Devices.Parse(settings.Device).type != DeviceType.CPU) return [];
        long weights = networks.Critic.parameters().Concat(networks.Generator.parameters()).Sum(parameter => parameter.numel() * parameter.element_size());
        long critic = OutputBytes(networks.Critic, probe.Real), generator = OutputBytes(networks.Generator, probe.Noise);
        long batches = objective.Penalty is null ? 4 : 7;
        long needed = NumbersOfAWeight * weights + settings.BatchSize * Math.Max(batches * critic, 2 * (critic + generator));
        return Judge(needed, FreeMemory.Bytes);
    }

    /// <summary>The finding for what is needed and what is available, in bytes.</summary>
    internal static IEnumerable<SetupFinding> Judge(long needed, long available)
    {
        if (needed < available / 2) yield break;
        yield return new(needed > available ? SetupSeverity.Error : SetupSeverity.Warning, "Memory",
            $"One step takes about {Size.Text(needed)} by estimate, and {Size.Text(available)} are available.", "Use a smaller -BatchSize or -HiddenSize.");
    }

    // What all layers without layers of their own put out for one sample.
    private static long OutputBytes(nn.Module<Tensor, Tensor> network, Tensor input)
    {
        long bytes = 0;
        using var quiet = no_grad();
        List<nn.HookableModule<Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>, Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.HookRemover> removers = [];
        foreach (nn.Module<Tensor, Tensor> leaf in Leaves(network).OfType<nn.Module<Tensor, Tensor>>())
            removers.Add(leaf.register_forward_hook((_, _, output) =>
            {
                bytes += output.numel() * output.element_size();
                return output;
            }));
        try
        {
            network.call(input).Dispose();
        }
        finally
        {
            removers.ForEach(remover => remover.remove());
        }
        return bytes / input.shape[0];
    }

    private static IEnumerable<nn.Module> Leaves(nn.Module module)
    {
        nn.Module[] children = [.. module.children()];
        return children.Length == 0 ? [module] : children.SelectMany(Leaves);
    }
}
