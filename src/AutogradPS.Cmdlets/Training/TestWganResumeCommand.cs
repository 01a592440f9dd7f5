using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Proves that a run resumes bit for bit on this machine.</summary>
/// <remarks>
/// With the settings, networks and data of a run, trains a few iterations at once, and again with a stop in the middle and -Resume, and
/// compares metrics.csv and every weight, buffer and moment of the optimizers in every bit. The run itself is not touched. On the CPU the
/// two are identical for a fixed -ThreadCount; on a GPU some kernels add in another order each time.
/// </remarks>
/// <example>
/// <title>Before a long run is trusted to a queue that may stop it</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -HiddenSize 64 -Iterations 5 -OutputDirectory trusted
/// (Test-WganResume trusted).IsIdentical
/// </code>
/// <para>Writes True; Differences names what differs otherwise.</para>
/// </example>
/// <example>
/// <title>All runs of a folder</title>
/// <code>
/// foreach ($seed in 1, 2) { $null = Start-WganTraining SwissRoll -HiddenSize 32 -Iterations 10 -Seed $seed -OutputDirectory seeds/$seed }
/// Get-ChildItem seeds | Test-WganResume -Iterations 4 | Where-Object IsIdentical -eq $false
/// </code>
/// <para>Nothing comes out where all is well.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "WganResume")]
[OutputType(typeof(ResumeProof))]
public sealed class TestWganResumeCommand : TorchCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The run's directory.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>How many iterations to train. Default: 6.</summary>
    [Parameter]
    [ValidateRange(2L, long.MaxValue)]
    public long Iterations { get; set; } = 6;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = SessionPath.File(SessionState.Path, Path);
        using Worker<ResumeProof> worker = new("AutogradPS resume", token =>
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(token, _cancellation.Token);
            return [ResumeProof.Make(path, Iterations, either.Token)];
        });
        while (!worker.IsDone)
            if (worker.TryTake(out ResumeProof? proof, TrainingProgress.Interval)) WriteObject(proof);
        worker.TryTake(out _, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();
}
