using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>What a gradient penalty gives: the term to add to the critic's loss, and the norms behind it.</summary>
/// <param name="Penalty">A scalar, weighted by lambda, differentiable with respect to the critic's weights.</param>
/// <param name="Norms">The norm of each sample's gradient, [N], without graph.</param>
public sealed record PenaltyResult(Tensor Penalty, Tensor Norms) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Penalty.Dispose();
        Norms.Dispose();
    }
}
