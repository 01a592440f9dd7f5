using System.Runtime.InteropServices;

namespace AutogradPS.Training;

/// <summary>Gives a training the time to leave a checkpoint when the process is asked to end: SIGTERM, as schedulers send it, and SIGHUP.</summary>
/// <remarks>The process ends as it would have, with the same exit code, only later: when all trainings are done with their files, or after a while.</remarks>
internal sealed class TerminationSignal : IDisposable
{
    // Less than the 30 s that Slurm waits before it kills.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private static readonly HashSet<TerminationSignal> Active = [];
    private static PosixSignalRegistration[] registrations = [];
    private static volatile int requested; // 0, or the signal

    /// <summary>Begins to listen.</summary>
    public TerminationSignal()
    {
        lock (Active)
        {
            Active.Add(this);
            if (Active.Count == 1) registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
        }
    }

    /// <summary>The signal by which the process was asked to end; null as long as it was not. Looked at before every step.</summary>
    public static PosixSignal? Requested => requested == 0 ? null : (PosixSignal)requested;

    /// <summary>Lets the process end, as far as this training goes.</summary>
    public void Dispose()
    {
        lock (Active)
        {
            if (!Active.Remove(this)) return;
            Monitor.PulseAll(Active);
            if (Active.Count > 0) return;
            foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
            registrations = [];
        }
    }

    // What follows the handler is what the signal does by itself: the end of the process.
    private static void Handle(PosixSignalContext context)
    {
        requested = (int)context.Signal;
        DateTime end = DateTime.UtcNow + Longest;
        lock (Active)
        {
            while (Active.Count > 0 && end - DateTime.UtcNow is { Ticks: > 0 } left) Monitor.Wait(Active, left);
        }
    }
}
