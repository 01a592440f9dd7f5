using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>A command over the engine's providers: its context, its provider's own parameters, its errors.</summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    private object? _dynamicParameters;
    private ProviderContext? _running;

    /// <summary>The parameters that the provider of the given path adds to this command: -File, -Raw, -Encoding ...</summary>
    public object? GetDynamicParameters()
    {
        try
        {
            _dynamicParameters = FindParameters(new ProviderContext(this) { PassThru = false });
        }
        catch (SessionStateException)
        {
            // A path that is not there is reported when the command runs.
            _dynamicParameters = null;
        }
        return _dynamicParameters;
    }

    internal virtual object? FindParameters(ProviderContext context) => null;

    protected override void StopProcessing() => _running?.Stop();

    private protected virtual ProviderContext NewContext() =>
        _running = new ProviderContext(this) { DynamicParameters = _dynamicParameters };

    /// <summary>Turns what the session state throws into an error for one path, so that the next one has its turn.</summary>
    private protected void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SessionStateException or PSNotSupportedException or ProviderInvocationException)
        {
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
        }
    }
}
