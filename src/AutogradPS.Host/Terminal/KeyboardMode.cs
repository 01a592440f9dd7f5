namespace AutogradPS.Host.Terminal;

/// <summary>While it lives, Ctrl+C is a key like others rather than a signal.</summary>
internal sealed class KeyboardMode : IDisposable
{
    public KeyboardMode() => Console.TreatControlCAsInput = true;

    public void Dispose() => Console.TreatControlCAsInput = false;
}
