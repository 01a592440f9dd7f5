using System.Runtime.InteropServices;

namespace AutogradPS.Host.Session;

/// <summary>Turns Ctrl+C into a stopped pipeline, and SIGTERM and SIGHUP into a stopped session, so that cleanup runs.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _terminatedBy;

    /// <param name="stopPipeline">Stops what runs; called on another thread.</param>
    /// <param name="endSession">Makes the session end with an exit code, and stops what runs.</param>
    public StopSignals(Action stopPipeline, Action<int> endSession)
    {
        void End(PosixSignalContext context, int number)
        {
            context.Cancel = true;
            // A second request means that stopping hangs: let the default action end the process.
            if (Interlocked.Exchange(ref _terminatedBy, number) != 0)
            {
                context.Cancel = false;
                return;
            }

            endSession(128 + number);
        }

        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                context.Cancel = true;
                stopPipeline();
            }),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => End(context, 1)),
        ];
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
