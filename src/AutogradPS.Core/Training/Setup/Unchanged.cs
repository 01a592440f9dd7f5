using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Until it is disposed, networks may be tried: their statistics (batch norm's, spectral norm's) and the global random numbers are put back then.</summary>
internal sealed class Unchanged : IDisposable
{
    private readonly List<(Tensor Buffer, Tensor Copy)> buffers = [];
    private readonly Tensor random = get_rng_state().DetachFromDisposeScope();

    public Unchanged(params nn.Module<Tensor, Tensor>[] networks)
    {
        using var quiet = no_grad();
        foreach (Tensor buffer in networks.SelectMany(network => network.buffers())) buffers.Add((buffer, buffer.clone().DetachFromDisposeScope()));
    }

    public void Dispose()
    {
        using (no_grad())
        {
            foreach ((Tensor buffer, Tensor copy) in buffers)
            {
                buffer.copy_(copy);
                copy.Dispose();
            }
        }
        set_rng_state(random);
        random.Dispose();
    }
}
