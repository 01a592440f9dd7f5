using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Networks;

/// <summary>
/// Networks that were handed over, in the hands of one training until it is disposed: two side by side would write the same weights at once, and weights that are freed
/// while another thread multiplies them end the process.
/// </summary>
public sealed class NetworkClaim : IDisposable
{
    private static readonly HashSet<nn.Module> Taken = new(ReferenceEqualityComparer.Instance);

    private readonly nn.Module[] networks;

    private NetworkClaim(nn.Module[] networks) => this.networks = networks;

    /// <summary>Takes a critic and a generator.</summary>
    /// <exception cref="AutogradPSException">NetworkInUse.</exception>
    public static NetworkClaim Take(nn.Module critic, nn.Module generator)
    {
        lock (Taken)
        {
            if (Taken.Contains(critic)) throw InUse("Critic", critic);
            if (Taken.Contains(generator)) throw InUse("Generator", generator);
            Taken.UnionWith([critic, generator]);
            return new NetworkClaim([critic, generator]);
        }
    }

    /// <summary>Refuses to free a network that is being trained.</summary>
    /// <exception cref="AutogradPSException">NetworkInUse.</exception>
    public static void RequireFree(nn.Module network)
    {
        lock (Taken)
        {
            if (!Taken.Contains(network)) return;
        }
        throw new AutogradPSException("NetworkInUse", ErrorKind.ResourceUnavailable,
            "This network is being trained and cannot be disposed. Wait for the end of its run, or stop it first (Get-Job shows those in the background).", network);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Taken) Taken.ExceptWith(networks);
    }

    private static AutogradPSException InUse(string parameter, nn.Module network) => new("NetworkInUse", ErrorKind.ResourceUnavailable,
        $"The network of -{parameter} is being trained by another run of this session. Wait for its end or stop it (Get-Job shows those in the background), or make another network for this run.", network);
}
