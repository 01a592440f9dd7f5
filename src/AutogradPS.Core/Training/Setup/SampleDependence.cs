using AutogradPS.Autograd;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Whether the score of one sample moves when another sample is perturbed, as it must not under a penalty per sample.</summary>
internal static class SampleDependence
{
    private static readonly GradOptions Unused = new() { MaterializeGrads = true };

    // An infinitely small perturbation, which is a gradient: unlike a finite one it is told from dropout's noise.
    public static IEnumerable<SetupFinding> Check(nn.Module<Tensor, Tensor> critic, Tensor real)
    {
        if (real.shape[0] < 2) return [];
        using var recording = enable_grad();
        Tensor samples = real.detach().requires_grad_(true);
        Tensor others = critic.call(samples).narrow(0, 1, real.shape[0] - 1);
        // Unequal weights: the scores of a batch norm always sum to the same.
        Tensor weights = linspace(1, 2, others.shape[0], others.dtype, others.device).view_as(others);
        Tensor gradient;
        try
        {
            gradient = Gradient.Compute([(others * weights).sum()], [samples], Unused)![0]!;
        }
        catch (Exception e) when (e is AutogradPSException || TorchError.IsTorch(e))
        {
            // That there is no gradient at all is found by another check.
            return [];
        }
        float ofOthers = gradient[0].abs().max().item<float>(), own = gradient.narrow(0, 1, others.shape[0]).abs().max().item<float>();
        return ofOthers <= 1e-6f * own ? [] :
        [
            new(SetupSeverity.Error, "Dependence",
                FormattableString.Invariant($"A change of one sample changes the scores of the others ({ofOthers:G2} as against {own:G2} of its own): the penalty on one sample's gradient then means nothing."),
                "Leave out whatever looks across the batch: batch norm, means over dimension 0, minibatch discrimination."),
        ];
    }
}
