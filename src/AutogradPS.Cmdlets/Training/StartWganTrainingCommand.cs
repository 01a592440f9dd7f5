using System.Collections.Concurrent;
using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Runs;
using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Trains a critic and a generator as a Wasserstein GAN and streams what it measures.</summary>
/// <remarks>
/// Writes one record for each logged generator iteration while it trains: CriticLoss is what the critic minimised, penalty included;
/// WassersteinEstimate is mean D(real) - mean D(generated), positive and without the penalty; GradientPenalty is the penalty before it is
/// multiplied by -Lambda; GradientNormMean is the mean norm of the critic's gradient where the penalty looks, one norm a sample, and
/// RealGradientNormMean and GeneratedGradientNormMean are those at the batch's real and generated samples, for every objective.
///
/// What is not given comes from -Preset: by default the settings of the WGAN-GP paper (Gulrajani et al. 2017, arXiv 1704.00028), its
/// toy code's for rows of numbers and its Algorithm 1 for images. -WhatIf prints the resolved settings and does nothing.
///
/// The run directory holds config.json (settings, versions, machine, command, commit of the script, hash of the data), log (what happened when, in lines
/// of text: how it was started and resumed, warnings, checkpoints, why it stopped), metrics.csv (a row a record, on disk at once; the same for
/// the same settings and seed on the CPU; later versions add columns at its end, empty in the rows that a resumed run had), timing.csv (elapsed time, rate, memory), samples/ (pictures of the same noise),
/// charts/, with -TensorBoard tensorboard/ (an events file a process; scalars have the names of the record's properties, pictures the tag samples, steps are iterations; what it costs is
/// below a millisecond a record), and checkpoints/: the newest few and the best one, see -KeepCheckpoints and -BestMetric. A checkpoint has both networks, the averaged
/// weights, both optimizers and two counters, critic steps and iterations, which address the place in the data and every random number. Test-WganSetup looks at the setup first: what it calls an error refuses the training, its warnings are warnings. Ctrl+C, and Select-Object -First n downstream, stop within one step and leave all of it complete.
/// So do SIGTERM, as schedulers send it, and SIGHUP; the process then ends. After kill -9 or a full disk, -Resume goes on from the last checkpoint to
/// the same result. One process at a time trains a run: run.lock is held by the system while it does, and the file alone means nothing.
///
/// Presets have the settings of their source, which they name, and these differences. All: initial weights are PyTorch's, RMSprop's decay 0.99; convolutions of dcgan pad both
/// sides alike, and generators of images end in tanh, as data are in [-1, 1] (gan_mnist.py: sigmoid). wgan-gp-cifar: without labels (ACGAN), and the generator's batch is the
/// critic's, not twice it. sn-gan: so is its batch; on dcgan, or on WGAN-GP's residual networks (sn-gan-cifar), whose generator has 128 channels, not 256, and whose critic takes the
/// mean over the image, not the sum. dragan: on dcgan with normal noise, its code on one hidden layer of 128 with uniform noise. r1: gamma 10 as in the paper, halved by it; its code multiplies by 10 without halving, which -Lambda 20 does.
/// wgan-lp and wgan-div: the penalty is the paper's, all else WGAN-GP's.
///
/// Several seeds give a directory with a run for each, trained one after another, and with summary.csv (mean, standard deviation, least and greatest value of
/// each metric at the end), curves.csv (the same at each record) and charts/. A run that diverges does not stop the others. -TimeLimit counts for all of
/// them together, -TargetEstimate for each. -Resume with the common directory does what is left to do; -Seed adds seeds to it then.
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
/// <title>Mean and standard deviation over seeds</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -Seed 1,2,3 -HiddenSize 64 -Iterations 1500 -OutputDirectory runs/three
/// Import-MetricCsv runs/three/summary.csv | Format-Table Metric, Mean, StandardDeviation, Count
/// Get-WganRun runs/three | Compare-WganRun | Export-MetricChart three.svg -Metric WassersteinEstimate
/// </code>
/// <para>Three runs, runs/three/seed-1 and so on, and what they have in common; the chart has their mean in a band of one standard deviation.</para>
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
/// <title>Watch a run in TensorBoard</title>
/// <code>
/// $null = Start-WganTraining 8Gaussians -HiddenSize 64 -Iterations 200 -TensorBoard -OutputDirectory runs/watched
/// Get-ChildItem runs/watched/tensorboard
/// </code>
/// <para>tensorboard --logdir runs, of a Python install, shows curves and pictures while the run goes on.</para>
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
/// <para>Stop-Job stops it as Ctrl+C would. The networks are those that are trained, on a thread of their own: looked at meanwhile, they are ahead of the last record.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "WganTraining", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = "Start")]
[OutputType(typeof(TrainingRecord))]
public sealed class StartWganTrainingCommand : TrainingCmdlet, IDisposable
{
    private Worker<TrainingRecord>? _worker;
    private readonly CancellationTokenSource _stop = new();
    // A training warns from its own thread, which may not write to the pipeline.
    private readonly ConcurrentQueue<string> _warnings = new();
    private volatile bool _stopped;

    /// <summary>8Gaussians, 25Gaussians, SwissRoll, Mnist, FashionMnist, Cifar10, a path, or what Get-WganDataset gives. With -Resume, default: the run's data.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Start")]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Resume")]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public override object? Dataset { get; set; }

    /// <summary>Go on with the run in -OutputDirectory (or in the directory given first) from its newest sound checkpoint. Rows after that are removed from metrics.csv. Only -Iterations, -Device, -ThreadCount and how often things are written may differ from the run's settings. A run that diverged goes on from before that, and then -LearningRate and -Lambda may differ as well; config.json notes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Resume")]
    public SwitchParameter Resume { get; set; }

    /// <summary>Train beside the shell: writes a job at once, whose output are the records.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Replace a run that is in -OutputDirectory. Files that are not a run's stay.</summary>
    [Parameter(ParameterSetName = "Start")]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the numbers of the records, and the pictures, as events for TensorBoard to tensorboard/ in the run directory: tensorboard --logdir runs shows all runs. A resumed run goes on with them, without a step twice; -TensorBoard:$false ends them.</summary>
    [Parameter]
    public SwitchParameter TensorBoard { get; set; }

    /// <summary>Train without what Test-WganSetup checks first, errors included.</summary>
    [Parameter(ParameterSetName = "Start")]
    public SwitchParameter SkipSetupCheck { get; set; }

    private protected override TrainingOptions Options() => base.Options() with { TensorBoard = IsBound(nameof(TensorBoard)) ? TensorBoard.IsPresent : null };

    /// <inheritdoc/>
    protected override void Process()
    {
        TakeRunFromPosition();
        bool opened = true;
        Dataset dataset = Dataset is null ? RunDataset.Open(SessionPath.File(SessionState.Path, OutputDirectory!)) : DatasetArgument.Open(Dataset, SessionState, out opened);
        try
        {
            TrainingRequest request = Request(dataset) with { Overwrite = Force, SkipSetupCheck = SkipSetupCheck, Warn = _warnings.Enqueue };
            if (!ShouldProcess(dataset.Name, "Train"))
            {
                if (IsBound("WhatIf") && !Resume)
                    foreach (long? seed in Seed is null ? [null] : Seed.Cast<long?>()) WriteObject((request with { Options = request.Options with { Seed = seed } }).Resolve());
                return;
            }
            if (AsJob)
            {
                if (Block is not null)
                    throw new AutogradPSException("ObjectiveNeedsShell", ErrorKind.InvalidArgument,
                        "A script block runs in the shell that it was written in, and so cannot train beside it. Leave -AsJob out.", Block);
                TrainingJob job = new(Prepare(request), _warnings, opened ? dataset : null, MyInvocation.Line);
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

    private ITraining Prepare(TrainingRequest request)
    {
        try
        {
            return PrepareRuns(request);
        }
        finally
        {
            WriteWarnings();
        }
    }

    private ITraining PrepareRuns(TrainingRequest request)
    {
        bool several = Resume ? SeriesDirectory.IsSeries(request.OutputDirectory!) : Seed?.Length > 1;
        if (several) return Resume ? SeedSeries.Resume(request, Seed ?? []) : SeedSeries.Start(request, Seed!);
        if (Seed?.Length > 1)
            throw new AutogradPSException("SeedsNotSeries", ErrorKind.InvalidArgument,
                $"'{request.OutputDirectory}' is a single run, which cannot be resumed with {Seed.Length} seeds. Start a new training with -Seed {string.Join(",", Seed)}.", Seed);
        return Resume ? TrainingSession.Resume(request) : TrainingSession.Start(request);
    }

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
        using ITraining training = Prepare(request);
        WriteVerbose($"The run directory is {training.Path}.");
        TrainingProgress progress = new(training);
        try
        {
            if (Block is null) TrainBeside(training, progress);
            else TrainHere(training, progress);
        }
        finally
        {
            WriteWarnings();
        }
        WriteProgress(progress.Done());
        if (training.StopReason is { } reason) WriteVerbose($"Stopped at iteration {training.Iteration}: {reason}.");
        if (training.Report is { } report)
            WriteInformation(new HostInformationMessage { Message = $"{report} ({Path.Combine(training.Path, "summary.csv")})" }, ["PSHOST"]);
    }

    private void WriteWarnings()
    {
        while (_warnings.TryDequeue(out string? warning)) WriteWarning(warning);
    }

    private void TrainBeside(ITraining training, TrainingProgress progress)
    {
        using (_worker = new Worker<TrainingRecord>("AutogradPS training", training.Run))
        {
            if (_stopped) _worker.Cancel();
            while (!_worker.IsDone)
            {
                if (_worker.TryTake(out TrainingRecord? record, TrainingProgress.Interval)) WriteObject(record);
                WriteWarnings();
                if (progress.Due() is { } due) WriteProgress(due);
            }
            // A failure that ended the work is thrown by the last look.
            _worker.TryTake(out _, TimeSpan.Zero);
        }
    }

    // A script block can only run on the thread of its runspace, which is this one.
    private void TrainHere(ITraining training, TrainingProgress progress)
    {
        foreach (TrainingRecord record in training.Run(_stop.Token))
        {
            WriteObject(record);
            WriteWarnings();
            if (progress.Due() is { } due) WriteProgress(due);
        }
    }
}
