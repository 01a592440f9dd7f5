using AutogradPS.Errors;
using AutogradPS.Objectives;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Takes one critic and one generator step through autograd, the second derivative of a penalty included, and looks at the gradients.</summary>
internal static class StepGradientCheck
{
    public static IEnumerable<SetupFinding> Check(Objective objective, TrainingSettings settings, TrainingNetworks networks, SetupProbe probe)
    {
        using var recording = enable_grad();
        AutogradStepGradients steps = new(objective, settings.Lambda, networks.Critic, networks.Generator);
        string second = objective.Penalty is null ? "" : ", with the second derivative that the penalty needs,";
        IEnumerable<SetupFinding?> findings =
        [
            // A script block speaks for itself, in its first step, and may do more than compute.
            objective.Own is not null ? null
                : Try("critic", $"The critic's step{second} fails", () => steps.Critic(probe.Real, probe.Generated, probe.Random, 0).Gradients),
            Try("generator", "The generator's step fails", () => Moving(networks.Critic, () => steps.Generator(probe.Noise).Gradients)),
            Head(objective, networks.Critic, probe.Real),
        ];
        return findings.OfType<SetupFinding>();
    }

    private static SetupFinding? Head(Objective objective, nn.Module<Tensor, Tensor> critic, Tensor real) => CriticLayers.CheckGraph(objective, critic, critic.call(real));

    // A critic whose last layer begins with zeros has no gradient for the generator yet; its first step changes that.
    private static Tensor[] Moving(nn.Module critic, Func<Tensor[]> step)
    {
        Parameter[] blank = [.. critic.parameters().Where(weight => weight.requires_grad && weight.dim() > 1 && weight.count_nonzero().item<long>() == 0)];
        Fill(1);
        try
        {
            return step();
        }
        finally
        {
            Fill(0);
        }

        void Fill(double value)
        {
            using var quiet = no_grad();
            using Scalar number = value.ToScalar();
            foreach (Parameter weight in blank) weight.fill_(number);
        }
    }

    private static SetupFinding? Try(string name, string failure, Func<Tensor[]> step)
    {
        static SetupFinding Error(string reason, string remedy) => new(SetupSeverity.Error, "Gradient", reason, remedy);

        try
        {
            Tensor[] gradients = step();
            float[] sizes = stack([.. gradients.Select(gradient => gradient.detach().abs().max())]).cpu().data<float>().ToArray();
            if (sizes.Any(size => !float.IsFinite(size)))
                return Error($"The {name}'s gradient is not finite at its initial weights.", "Look at its weights for NaN, and at its layers for 0/0 and roots of 0.");
            return sizes.All(size => size == 0)
                ? Error($"The {name}'s gradient is zero: no weight would ever move.", "Look for layers that cut the gradient off (detach, rounding, a dead ReLU at the end).") : null;
        }
        catch (Exception e) when (e is AutogradPSException || TorchError.IsTorch(e))
        {
            if (SetupProbe.IsOutOfMemory(e)) throw;
            return Error($"{failure} on this device: {TorchError.From(e).Message}", "Use layers that PyTorch can differentiate twice there, or another -Device.");
        }
    }
}
