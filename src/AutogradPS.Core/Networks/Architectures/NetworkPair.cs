namespace AutogradPS.Networks;

/// <summary>A generator and the critic that it is trained against.</summary>
/// <param name="Generator">Noise [N, latent size] to samples [N, ...].</param>
/// <param name="Critic">Samples [N, ...] to scores [N, 1].</param>
public sealed record NetworkPair(Network Generator, Network Critic) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        Critic.Dispose();
    }
}
