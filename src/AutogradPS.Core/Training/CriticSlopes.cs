using AutogradPS.Errors;
using AutogradPS.Objectives;
using AutogradPS.Training.Setup;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>The norm of a critic's gradient with respect to its input, at each sample of a real and of a generated batch.</summary>
/// <remarks>
/// The critic is in evaluation mode meanwhile, so that batch norm, dropout and spectral norm are functions of one sample. Its statistics, the
/// global random numbers and the modes of its layers are afterwards as before: looking changes nothing.
/// </remarks>
/// <param name="Real">[n], without a graph.</param>
/// <param name="Generated">[n], without a graph.</param>
public sealed record CriticSlopes(Tensor Real, Tensor Generated)
{
    /// <summary>Measures them; null for a critic whose output is not one score (or row of scores) a sample.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="real">[n, *sample].</param>
    /// <param name="generated">[n, *sample].</param>
    public static CriticSlopes? Of(nn.Module<Tensor, Tensor> critic, Tensor real, Tensor generated)
    {
        using Unchanged statistics = new(critic);
        using EvaluationMode mode = new(critic);
        try
        {
            return new CriticSlopes(GradientPenalty.NormsAt(critic.forward, real), GradientPenalty.NormsAt(critic.forward, generated));
        }
        catch (AutogradPSException e) when (e.ErrorId == "CriticOutputShape")
        {
            // A loss of one's own may do with such a critic; there is no gradient of one sample's score then.
            return null;
        }
    }
}
