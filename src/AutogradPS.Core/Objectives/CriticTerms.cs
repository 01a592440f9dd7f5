using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>What a critic's objective of one's own consists of; one of the two at least.</summary>
/// <param name="Loss">A scalar that the critic minimises; null for mean D(generated) - mean D(real).</param>
/// <param name="Penalty">A scalar that is added, times lambda; null for none.</param>
public sealed record CriticTerms(Tensor? Loss, Tensor? Penalty)
{
    /// <summary>Refuses what cannot be minimised.</summary>
    /// <exception cref="AutogradPSException">ObjectiveOutput.</exception>
    public CriticTerms Checked()
    {
        Check(Loss, nameof(Loss));
        Check(Penalty, nameof(Penalty));
        return this;
    }

    private static void Check(Tensor? term, string name)
    {
        if (term is null) return;
        TensorCheck.Usable(term, name);
        if (term.numel() != 1 || !term.is_floating_point())
            throw Wrong($"a tensor of shape {TensorText.Shape(term)}, {DTypes.Name(term.dtype)}, where one number is minimised. Reduce it with .mean() or .sum()", term);
        if (!term.requires_grad)
            throw Wrong("a number that does not depend on the critic. Compute it from $Critic.forward(...), and a gradient in it with -CreateGraph", term);
    }

    private static AutogradPSException Wrong(string what, object target) =>
        new("ObjectiveOutput", ErrorKind.InvalidResult, $"The objective's script block gave {what}.", target);
}
