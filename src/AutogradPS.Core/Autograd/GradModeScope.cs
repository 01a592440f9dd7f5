using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>
/// A grad mode that holds on this thread until it is left. It can be left and entered again, so that code outside of the scope that
/// runs in between (a pipeline's next command) has its own mode. Scopes nest; leave the inner one first, on the thread it was entered on.
/// </summary>
/// <param name="mode">The mode inside.</param>
public sealed class GradModeScope(GradMode mode) : IDisposable
{
    private IDisposable? _guard;

    /// <summary>Switches the mode on; nothing if it is on already.</summary>
    public void Enter()
    {
        Native.TorchRuntime.EnsureLoaded();
        _guard ??= mode switch
        {
            GradMode.NoGrad => no_grad(),
            GradMode.EnableGrad => enable_grad(),
            _ => inference_mode(),
        };
    }

    /// <summary>Brings back the mode that was there before; nothing if that is done already.</summary>
    public void Leave()
    {
        _guard?.Dispose();
        _guard = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
