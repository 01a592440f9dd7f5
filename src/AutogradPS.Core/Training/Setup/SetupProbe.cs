using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>A few real and generated samples that went through both networks.</summary>
/// <param name="Noise">[n, latent].</param>
/// <param name="Real">[n, *sample].</param>
/// <param name="Generated">[n, *sample], without a graph.</param>
/// <param name="Random">Random numbers of the check's own.</param>
internal sealed record SetupProbe(Tensor Noise, Tensor Real, Tensor Generated, RandomStream Random)
{
    // Enough for batch statistics to be seen, and quick with any network.
    private const long Few = 8;

    /// <summary>Takes samples through the networks; null where data or shapes do not let it, which is found then.</summary>
    public static SetupProbe? Take(Dataset dataset, TrainingSettings settings, TrainingNetworks networks, RandomStream random, List<SetupFinding> findings)
    {
        using var quiet = no_grad();
        Device device = Devices.Parse(settings.Device);
        Tensor? batch = TrainingSamples.Check(dataset, settings, CriticLayers.Head(networks.Generator), findings);
        if (batch is null) return null;
        long count = device.type == DeviceType.CPU ? Math.Min(Few, settings.BatchSize) : settings.BatchSize;
        Tensor real = batch.narrow(0, 0, count);
        Tensor noise = random.Randn(0, [count, settings.LatentSize], device);
        Tensor? generated = Forward(networks.Generator, noise, "Generator", "Make its first layer take noise of [N, -LatentSize], and its layers fit each other.", findings);
        if (generated is null) return null;
        if (FiniteState.CheckStatistics(networks.Generator, settings.BatchSize) is { } spoilt)
        {
            findings.Add(spoilt);
            return null;
        }
        if (!generated.shape.SequenceEqual(real.shape))
        {
            findings.Add(new(SetupSeverity.Error, "Generator",
                $"The generator makes samples of shape {Text(generated.shape[1..])}, the data's are {Text(dataset.SampleShape)}.", "Make its last layer give the data's shape; Unflatten brings numbers into the shape of an image."));
            return null;
        }
        Tensor? scores = Forward(networks.Critic, real, "Critic", $"Make its first layer take samples of [N, {string.Join(", ", dataset.SampleShape)}], and its layers fit each other.", findings);
        if (scores is null) return null;
        if (!(scores.shape is [var n] && n == count) && !(scores.shape is [var m, 1] && m == count))
        {
            findings.Add(new(SetupSeverity.Error, "Critic",
                $"The critic gives {TensorText.Shape(scores)} for {count} samples, instead of one score a sample.", "End it with a layer of one output, such as 'Linear 128 1', and do not reduce its output over the batch."));
            return null;
        }
        return new SetupProbe(noise, real, generated, random);
    }

    /// <summary>Whether memory is all that was missing, said by libtorch or by the layer that it failed in.</summary>
    public static bool IsOutOfMemory(Exception e) => TorchError.From(e is AutogradPSException { InnerException: { } inner } ? inner : e).ErrorId == "OutOfMemory";

    private static Tensor? Forward(nn.Module<Tensor, Tensor> network, Tensor input, string check, string remedy, List<SetupFinding> findings)
    {
        try
        {
            return network.call(input);
        }
        catch (Exception e) when (e is AutogradPSException || TorchError.IsTorch(e) || e is ArgumentException or InvalidOperationException)
        {
            if (IsOutOfMemory(e)) throw;
            findings.Add(new(SetupSeverity.Error, check, $"The {check.ToLowerInvariant()} refuses an input of shape {TensorText.Shape(input)}: {TorchError.From(e).Message}", remedy));
            return null;
        }
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
