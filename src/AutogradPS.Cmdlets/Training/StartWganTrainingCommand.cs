using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Objectives;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Trains a critic and a generator as a Wasserstein GAN and streams what it measures.</summary>
/// <remarks>
/// Writes one record for each logged generator iteration while it trains: CriticLoss is what the critic minimised, penalty included;
/// WassersteinEstimate is mean D(real) - mean D(generated), positive and without the penalty; GradientPenalty is the penalty before it is
/// multiplied by -Lambda; GradientNormMean is the mean norm of the critic's gradient, one norm a sample.
///
/// What is not given comes from -Preset: by default the settings of the WGAN-GP paper (Gulrajani et al. 2017, arXiv 1704.00028), its
/// toy code's for rows of numbers and its Algorithm 1 for images. -WhatIf prints the resolved settings and does nothing.
///
/// The run directory holds config.json (settings, versions, data fingerprint), metrics.csv (a row a record, on disk at once; the same for
/// the same settings and seed on the CPU), timing.csv (elapsed time, rate, memory), checkpoints/, samples/ (pictures of the same noise) and
/// charts/. Ctrl+C, and Select-Object -First n downstream, stop within one step and leave all of it complete.
/// </remarks>
/// <example>
/// <title>The paper's toy figure in half a minute</title>
/// <code>
/// Start-WganTraining 8Gaussians -Iterations 2500 -HiddenSize 64 -LearningRate 1e-3
/// </code>
/// <para>Trains on 8 Gaussians on a circle and leaves CSV, charts and the critic's surface under runs/8Gaussians-wgan-gp-001.</para>
/// </example>
/// <example>
/// <title>Real images, and the last records in a variable</title>
/// <code>
/// $records = Start-WganTraining FashionMnist -Preset wgan-gp-mnist -Iterations 5000 -Seed 1 -OutputDirectory ./fashion
/// $records[-1].WassersteinEstimate
/// </code>
/// <para>A convolutional pair on 28x28 images; ./fashion/samples has a grid at fixed noise every 500 iterations.</para>
/// </example>
/// <example>
/// <title>Stop when the estimate is small, and write a CSV of one's own</title>
/// <code>
/// Start-WganTraining SwissRoll -HiddenSize 128 -Iterations 20000 | Where-Object WassersteinEstimate -lt 0.02 | Select-Object -First 1
/// Start-WganTraining SwissRoll -Iterations 500 | Export-MetricCsv swiss.csv
/// </code>
/// <para>The training ends with the pipeline.</para>
/// </example>
/// <example>
/// <title>Go on with a run that was stopped, for longer</title>
/// <code>
/// Start-WganTraining 8Gaussians -HiddenSize 64 -Iterations 1000 -OutputDirectory stopped | Select-Object -First 5
/// Start-WganTraining -Resume -OutputDirectory stopped -Iterations 2000
/// </code>
/// <para>On the CPU with the same -ThreadCount the result is bit for bit that of a run that was never stopped.</para>
/// </example>
/// <example>
/// <title>A penalty of one's own</title>
/// <code>
/// $squared = {
///     param ($Critic, $Real, $Generated)
///     $epsilon = [torch]::rand($Real.shape[0], 1)
///     $x = ($epsilon * $Real + (1 - $epsilon) * $Generated).requires_grad_()
///     $g = Invoke-AutogradGrad $Critic.forward($x).sum() $x -CreateGraph
///     @{ Penalty = $g.square().sum(1).mean() }
/// }
/// Start-WganTraining 8Gaussians -Objective $squared -Lambda 0.1 -Iterations 500 -HiddenSize 64
/// </code>
/// <para>The table's Penalty is added to the loss of WGAN, times -Lambda; a lone scalar, or a table's Loss, is the critic's whole loss.
/// The block runs in this shell in every critic step; what it draws with [torch]::rand follows from -Seed.</para>
/// </example>
/// <example>
/// <title>Networks of one's own, beside the shell</title>
/// <code>
/// $critic = New-Network 'Linear 2 128', 'ReLU', 'Linear 128 128', 'ReLU', 'Linear 128 1'
/// $generator = New-Network 'Linear 2 128', 'ReLU', 'Linear 128 128', 'ReLU', 'Linear 128 2'
/// $job = Start-WganTraining 8Gaussians -Critic $critic -Generator $generator -Iterations 5000 -AsJob
/// Receive-Job $job -Keep | Select-Object -Last 1
/// </code>
/// <para>Stop-Job stops it as Ctrl+C would.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "WganTraining", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = "Start")]
[OutputType(typeof(TrainingRecord))]
public sealed class StartWganTrainingCommand : TorchCmdlet, IDisposable
{
    private Worker<TrainingRecord>? _worker;
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _stopped;

    /// <summary>8Gaussians, 25Gaussians, SwissRoll, Mnist, FashionMnist, Cifar10, a path, or what Get-WganDataset gives. With -Resume, default: the run's data.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Start")]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Resume")]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object? Dataset { get; set; }

    /// <summary>What is minimised: wgan (weight clipping), wgan-gp, wgan-lp, wgan-div, dragan, r1, sn (spectral norm and hinge loss), or a script block { param($Critic, $Real, $Generated) ... } that gives the critic's loss, or a table with its Penalty. Default: the preset's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ObjectiveCompleter))]
    [ValidateNotNullOrEmpty]
    public object? Objective { get; set; }

    /// <summary>The settings of a paper, which other parameters override: wgan (arXiv 1701.07875), wgan-gp (arXiv 1704.00028, Algorithm 1), wgan-gp-toy (its code gan_toy.py), wgan-gp-mnist (its code gan_mnist.py), wgan-gp-cifar (its code gan_cifar_resnet.py), wgan-lp (arXiv 1709.08894), wgan-div (arXiv 1712.01026), dragan (arXiv 1705.07215), r1 (arXiv 1801.04406), sn-gan and sn-gan-cifar (arXiv 1802.05957); of each of the objectives there is one ending in -toy. Default: the objective's, the -toy one for rows of numbers.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    /// <summary>mlp, dcgan or resnet. Default: dcgan for images of 28x28 and 32x32, otherwise mlp.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Architecture { get; set; }

    /// <summary>A critic of one's own, with -Generator: samples [N, ...] to scores [N, 1]. It is trained in place; the objective sn adds spectral norm to its layers.</summary>
    [Parameter]
    [ValidateNotNull]
    public nn.Module<Tensor, Tensor>? Critic { get; set; }

    /// <summary>A generator of one's own, with -Critic: noise [N, latent size] to samples [N, ...]. It is trained in place.</summary>
    [Parameter]
    [ValidateNotNull]
    public nn.Module<Tensor, Tensor>? Generator { get; set; }

    /// <summary>Generator iterations. Default: the paper's, 100,000 for toys and 200,000 for images.</summary>
    [Parameter]
    public long? Iterations { get; set; }

    /// <summary>Samples in a batch. Default: 256 for toys, 64 for images.</summary>
    [Parameter]
    public long? BatchSize { get; set; }

    /// <summary>Critic steps before each generator step. Default: 5; 1 for dragan and r1.</summary>
    [Parameter]
    public int? CriticSteps { get; set; }

    /// <summary>The weight of the penalty; wgan and sn have none. Default: 0.1 for toys and 10 for images; 2 for wgan-div, 10 for dragan and r1 (its gamma, halved by the objective).</summary>
    [Parameter]
    public double? Lambda { get; set; }

    /// <summary>The bound that the objective wgan clips the critic's weights to. Default: 0.01.</summary>
    [Parameter]
    public double? Clip { get; set; }

    /// <summary>The step size of both optimizers. Default: 1e-4; 5e-5 for wgan.</summary>
    [Parameter]
    public double? LearningRate { get; set; }

    /// <summary>Let the step size fall linearly to 0 over the run, as WGAN-GP's CIFAR code does.</summary>
    [Parameter]
    public SwitchParameter DecayLearningRate { get; set; }

    /// <summary>Adam's decay of the first moment. Default: 0.5 for toys, 0 for images.</summary>
    [Parameter]
    public double? Beta1 { get; set; }

    /// <summary>Adam's decay of the second moment. Default: 0.9.</summary>
    [Parameter]
    public double? Beta2 { get; set; }

    /// <summary>adam, adamw, rmsprop or sgd. Default: adam; rmsprop for wgan and r1.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Optimizer { get; set; }

    /// <summary>The size of the generator's standard normal noise. Default: 2 for toys, 128 for images, or what -Generator takes.</summary>
    [Parameter]
    public int? LatentSize { get; set; }

    /// <summary>The width of the hidden layers (mlp), or channels of the first convolution (dcgan). Default: 512 and 64.</summary>
    [Parameter]
    public int? HiddenSize { get; set; }

    /// <summary>Decides data order, noise, interpolation and initial weights, each by a random stream of its own. Default: 0.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Device { get; set; }

    /// <summary>Threads within an operation on the CPU. Default: the processors that this process may use. The last bits of results depend on it.</summary>
    [Parameter]
    public int? ThreadCount { get; set; }

    /// <summary>The run directory. Default: the next free number of runs/(data set)-(objective)-001. One that is not empty needs -Force.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputDirectory { get; set; }

    /// <summary>Iterations between two records. Default: a round number that makes at most 500.</summary>
    [Parameter]
    public long? LogEvery { get; set; }

    /// <summary>Iterations between two pictures of samples. Default: 100, or a round number that makes at most 10. The last iteration always has one.</summary>
    [Parameter]
    public long? SampleEvery { get; set; }

    /// <summary>Iterations between two checkpoints, each a point to go on from. Default: 100, or a round number that makes at most 20. However a run ends but by divergence, it leaves one.</summary>
    [Parameter]
    public long? CheckpointEvery { get; set; }

    /// <summary>Stop after this time, such as 01:30:00 or (New-TimeSpan -Hours 8). -Resume goes on.</summary>
    [Parameter]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Stop when the mean WassersteinEstimate of the last 10 records is at most this. -Resume goes on.</summary>
    [Parameter]
    public double? TargetEstimate { get; set; }

    /// <summary>Go on with the run in -OutputDirectory (or in the directory given first) from its newest sound checkpoint. Rows after that are removed from metrics.csv. Only -Iterations, -Device, -ThreadCount and how often things are written may differ from the run's settings.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Resume")]
    public SwitchParameter Resume { get; set; }

    /// <summary>Train beside the shell: writes a job at once, whose output are the records.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Replace a run that is in -OutputDirectory. Files that are not a run's stay.</summary>
    [Parameter(ParameterSetName = "Start")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TakeRunFromPosition();
        bool opened = true;
        Dataset dataset = Dataset is null ? RunDataset.Open(SessionPath.File(SessionState.Path, OutputDirectory!)) : DatasetArgument.Open(Dataset, SessionState, out opened);
        try
        {
            TrainingRequest request = Request(dataset);
            if (!ShouldProcess(dataset.Name, "Train"))
            {
                if (IsBound("WhatIf") && !Resume) WriteObject(request.Resolve());
                return;
            }
            if (AsJob)
            {
                if (Block is not null)
                    throw new AutogradPSException("ObjectiveNeedsShell", ErrorKind.InvalidArgument,
                        "A script block runs in the shell that it was written in, and so cannot train beside it. Leave -AsJob out.", Block);
                TrainingJob job = new(Prepare(request), opened ? dataset : null, MyInvocation.Line);
                JobRepository.Add(job);
                opened = false;
                WriteObject(job);
                return;
            }
            Train(request);
        }
        finally
        {
            if (opened) dataset.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopped = true;
        _stop.Cancel();
        _worker?.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker?.Dispose();
        _stop.Dispose();
    }

    private TrainingRequest Request(Dataset dataset) => new(
        new TrainingOptions
        {
            Preset = Preset, Objective = ObjectiveName(), Architecture = Architecture, Iterations = Iterations, BatchSize = BatchSize,
            CriticSteps = CriticSteps, Lambda = Lambda, Clip = Clip, LearningRate = LearningRate,
            DecayLearningRate = IsBound(nameof(DecayLearningRate)) ? DecayLearningRate.IsPresent : null, Beta1 = Beta1, Beta2 = Beta2, Optimizer = Optimizer,
            LatentSize = LatentSize, HiddenSize = HiddenSize, Seed = Seed, Device = Device, ThreadCount = ThreadCount,
            LogEvery = LogEvery, SampleEvery = SampleEvery, CheckpointEvery = CheckpointEvery,
        },
        dataset)
    {
        Critic = Critic,
        Generator = Generator,
        Objective = Block is null ? null : ScriptObjective.Of(this, Block),
        OutputDirectory = OutputDirectory is null ? null : SessionPath.File(SessionState.Path, OutputDirectory),
        RunsFolder = SessionPath.File(SessionState.Path, "runs"),
        Overwrite = Force,
        TimeLimit = TimeLimit,
        TargetEstimate = TargetEstimate,
        Warn = WriteWarning,
        CommandLine = MyInvocation.Line.Trim(),
        ScriptFolder = string.IsNullOrEmpty(MyInvocation.PSScriptRoot) ? null : MyInvocation.PSScriptRoot,
    };

    private ScriptBlock? Block => (Objective is PSObject wrapped ? wrapped.BaseObject : Objective) as ScriptBlock;

    private string? ObjectiveName() => (Objective is PSObject wrapped ? wrapped.BaseObject : Objective) switch
    {
        null or ScriptBlock => null,
        string name => name,
        { } other => throw new AutogradPSException("ObjectiveUnknown", ErrorKind.InvalidArgument,
            $"-Objective takes a name ({string.Join(", ", ObjectiveCatalog.Names)}) or a script block, not a {other.GetType().Name}.", other),
    };

    private TrainingSession Prepare(TrainingRequest request) => Resume ? TrainingSession.Resume(request) : TrainingSession.Start(request);

    // Start-WganTraining -Resume ./runs/toy-001
    private void TakeRunFromPosition()
    {
        if (!Resume || OutputDirectory is not null) return;
        OutputDirectory = (Dataset is PSObject wrapped ? wrapped.BaseObject : Dataset) switch
        {
            string path => path,
            FileSystemInfo folder => folder.FullName,
            _ => throw new AutogradPSException("RunNotNamed", ErrorKind.InvalidArgument, "-Resume needs the run's directory. Give it with -OutputDirectory."),
        };
        Dataset = null;
    }

    private void Train(TrainingRequest request)
    {
        using TrainingSession session = Prepare(request);
        WriteVerbose($"The run directory is {session.Directory.Path}.");
        TrainingProgress progress = new(session);
        if (Block is null) TrainBeside(session, progress);
        else TrainHere(session, progress);
        WriteProgress(progress.Done());
        if (session.StopReason is { } reason) WriteVerbose($"Stopped at iteration {session.Iteration}: {reason}.");
    }

    private void TrainBeside(TrainingSession session, TrainingProgress progress)
    {
        using (_worker = new Worker<TrainingRecord>("AutogradPS training", session.Run))
        {
            if (_stopped) _worker.Cancel();
            while (!_worker.IsDone)
            {
                if (_worker.TryTake(out TrainingRecord? record, TrainingProgress.Interval)) WriteObject(record);
                if (progress.Due() is { } due) WriteProgress(due);
            }
            // A failure that ended the work is thrown by the last look.
            _worker.TryTake(out _, TimeSpan.Zero);
        }
    }

    // A script block can only run on the thread of its runspace, which is this one.
    private void TrainHere(TrainingSession session, TrainingProgress progress)
    {
        foreach (TrainingRecord record in session.Run(_stop.Token))
        {
            WriteObject(record);
            if (progress.Due() is { } due) WriteProgress(due);
        }
    }
}
