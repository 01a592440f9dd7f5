using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Proves that a training resumes bit for bit on this machine: that of a run, or one with given settings.</summary>
/// <remarks>
/// Trains a few iterations at once, and again with a stop in the middle of an iteration and -Resume, and compares metrics.csv and every
/// weight, buffer, average and moment of the optimizers in every bit. The result says what was Compared, and names the Differences.
/// With a run's directory it uses the run's settings, networks and data, and does not touch the run; with -Dataset it takes the parameters of
/// Start-WganTraining and leaves nothing behind, networks that are handed over included.
///
/// On the CPU the two are identical for a fixed -ThreadCount; on a GPU some kernels add in another order each time. A run whose
/// objective is a script block needs it again, with -Objective.
/// </remarks>
/// <example>
/// <title>A run, before it is trusted to a queue that may stop it</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -HiddenSize 64 -Iterations 5 -OutputDirectory trusted
/// Test-WganResume trusted
/// </code>
/// <para>IsIdentical is True; Differences names what differs otherwise.</para>
/// </example>
/// <example>
/// <title>Settings, before there is a run</title>
/// <code>
/// Test-WganResume -Dataset SwissRoll -Objective sn -Optimizer rmsprop -HiddenSize 32 -DecayLearningRate
/// </code>
/// <para>The parameters are those of Start-WganTraining.</para>
/// </example>
/// <example>
/// <title>All runs of a folder</title>
/// <code>
/// foreach ($seed in 1, 2) { $null = Start-WganTraining SwissRoll -HiddenSize 32 -Iterations 10 -Seed $seed -OutputDirectory seeds/$seed }
/// Get-ChildItem seeds | Test-WganResume -Iterations 4 | Where-Object IsIdentical -eq $false
/// </code>
/// <para>Nothing comes out where all is well.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "WganResume", DefaultParameterSetName = "Run")]
[OutputType(typeof(ResumeProof))]
public sealed class TestWganResumeCommand : TrainingCmdlet, IDisposable
{
    private const long DefaultIterations = 6;

    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The run's directory.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Run")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What is learned, for a proof without a run: a name, a path, or what Get-WganDataset gives.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Settings")]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public override object? Dataset { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        long iterations = Iterations ?? DefaultIterations;
        if (iterations < 2) throw new AutogradPSException("SettingOutOfRange", ErrorKind.InvalidArgument, $"-Iterations is {iterations}; a training that is stopped in its middle has 2 or more.", iterations);
        if (ParameterSetName == "Run")
        {
            string path = SessionPath.File(SessionState.Path, Path);
            TrainingOptions options = Options();
            AutogradPS.Objectives.Objective? own = OwnObjective();
            Write(token => ResumeProof.Of(path, options, own, iterations, token));
            return;
        }
        Dataset dataset = DatasetArgument.Open(Dataset!, SessionState, out bool opened);
        try
        {
            TrainingRequest request = Request(dataset);
            Write(token => ResumeProof.Of(request, iterations, token));
        }
        finally
        {
            if (opened) dataset.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private void Write(Func<CancellationToken, ResumeProof> prove)
    {
        // A script block can only run on the thread of its runspace, which is this one.
        if (Block is not null)
        {
            WriteObject(prove(_cancellation.Token));
            return;
        }
        using Worker<ResumeProof> worker = new("AutogradPS resume", token =>
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(token, _cancellation.Token);
            return [prove(either.Token)];
        });
        while (!worker.IsDone)
            if (worker.TryTake(out ResumeProof? proof, TrainingProgress.Interval)) WriteObject(proof);
        worker.TryTake(out _, TimeSpan.Zero);
    }
}
