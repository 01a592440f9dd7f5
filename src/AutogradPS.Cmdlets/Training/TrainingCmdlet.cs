using System.Management.Automation;
using AutogradPS.Cmdlets.Output;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Objectives;
using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Training;

/// <summary>The parameters that describe a training, for the cmdlets that start one or look at one.</summary>
public abstract class TrainingCmdlet : TorchCmdlet
{
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

    /// <summary>The norm between the layers of the architecture's critic: none, as in the code of WGAN-GP, or layer, which its paper recommends in place of batch norm. Default: none.</summary>
    [Parameter]
    [ValidateSet("none", "layer")]
    public string? CriticNorm { get; set; }

    /// <summary>A critic of one's own, with -Generator: samples [N, ...] to scores [N, 1]; of New-Network, or any module of TorchSharp. It is trained in place. The objective sn puts spectral norm on its layers, where it stays, as that of torch.nn.utils does: $critic.Layers, Export-Network and the checkpoints have it.</summary>
    [Parameter]
    [ValidateNotNull]
    public nn.Module<Tensor, Tensor>? Critic { get; set; }

    /// <summary>A generator of one's own, with -Critic: noise [N, latent size] to samples [N, ...]. It is trained in place. A run of modules that New-Network did not make needs both again for -Resume, and the generator for New-WganSample.</summary>
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

    /// <summary>Average the generator's weights: after every generator step, average = EmaDecay * average + (1 - EmaDecay) * weights, from the initial weights on (arXiv 1806.04498). Pictures and New-WganSample take the average. 0 is off. Default: 0.999 for the preset r1, otherwise 0.</summary>
    [Parameter]
    public double? EmaDecay { get; set; }

    /// <summary>The size of the generator's standard normal noise. Default: 2 for toys, 128 for images, or what -Generator takes.</summary>
    [Parameter]
    public int? LatentSize { get; set; }

    /// <summary>The width of the hidden layers (mlp), or channels of the first convolution (dcgan). Default: 512 and 64.</summary>
    [Parameter]
    public int? HiddenSize { get; set; }

    /// <summary>Decides data order, noise, interpolation and initial weights, each by a random stream of its own. Several, such as 1,2,3 or (1..5), train a run for each. Default: 0.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public long[]? Seed { get; set; }

    /// <summary>cpu, cuda, cuda:1 or mps. Default: cpu.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Device { get; set; }

    /// <summary>How the gradients are computed; all ways give the same but for rounding. fused: linear, convolutional and residual critics (without norms) without a graph, in products of our own, which take an x64 processor with AVX2 and FMA, as nearly all have, and are twice as fast with AVX-512, with the same bits; direct: linear and convolutional ones in libtorch's; autograd: everything. One that the networks do not allow is refused; a run is resumed with its own. Default: auto, the fastest that is possible, which config.json and the log name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GradientMethodCompleter))]
    [ValidateNotNullOrEmpty]
    public string? GradientMethod { get; set; }

    /// <summary>What the networks compute in. bfloat16: matrix products and convolutions, forwards and backwards, as with PyTorch's autocast, on processors with AVX512_BF16 or AMX-BF16, and on GPUs since Ampere; about twice as fast as autograd in float32 on convolutions and large batches, while small fully connected networks are faster in float32, by the gradient method fused; weights, losses, penalty norms and optimizers stay float32. The gradient method is autograd then. tf32: products of NVIDIA GPUs since Ampere with 10 bits after the point, as PyTorch's allow_tf32. Refused where the device has no support. Default: float32.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PrecisionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Precision { get; set; }

    /// <summary>Threads within an operation on the CPU, at most, 1 to 1024: the gradient method fused takes fewer while other work on the machine, such as another run, has their processors, which changes no bit. Default: the processors that this process may use. With the other methods, and with layers of the generator that fused leaves to libtorch, such as norms, the last bits of results depend on it.</summary>
    [Parameter]
    public int? ThreadCount { get; set; }

    /// <summary>The run directory. Default: the next free number of runs/(data set)-(objective)-001. One that is not empty needs -Force.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputDirectory { get; set; }

    /// <summary>Iterations between two records. Default: a round number that makes at most 500.</summary>
    [Parameter]
    public long? LogEvery { get; set; }

    /// <summary>Iterations between two pictures of samples. Default: 100, or a round number that makes at most 10. The last iteration always has one; where there are more, so has the beginning, before anything is learned.</summary>
    [Parameter]
    public long? SampleEvery { get; set; }

    /// <summary>Iterations between two checkpoints, each a point to go on from. Default: 100, or a round number that makes at most 20. However a run ends but by divergence, it leaves one.</summary>
    [Parameter]
    public long? CheckpointEvery { get; set; }

    /// <summary>How many of the newest checkpoints to keep. Default: 3.</summary>
    [Parameter]
    public int? KeepCheckpoints { get; set; }

    /// <summary>What decides which checkpoint is kept as checkpoints/best.safetensors besides the newest ones, the smallest being the best. WassersteinEstimate: the mean of the last 10 records, after the first tenth of the iterations and once it has halved, since it is small before the critic has learned anything, too. SlicedWasserstein: a distance of 1000 samples to real ones, for every objective. none: no best one. Default: WassersteinEstimate where the objective estimates it, otherwise none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BestMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string? BestMetric { get; set; }

    /// <summary>Stop after this time, such as 01:30:00 or (New-TimeSpan -Hours 8). -Resume goes on.</summary>
    [Parameter]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Stop when the mean WassersteinEstimate of the last 10 records is at most this. -Resume goes on.</summary>
    [Parameter]
    public double? TargetEstimate { get; set; }

    /// <summary>What is learned: a name, a path, or what Get-WganDataset gives.</summary>
    public abstract object? Dataset { get; set; }

    /// <summary>The settings that the parameters ask for.</summary>
    private protected virtual TrainingOptions Options() => new()
    {
        Preset = Preset, Objective = ObjectiveName(), Architecture = Architecture, CriticNorm = CriticNorm, Iterations = Iterations, BatchSize = BatchSize,
        CriticSteps = CriticSteps, Lambda = Lambda, Clip = Clip, LearningRate = LearningRate,
        DecayLearningRate = IsBound(nameof(DecayLearningRate)) ? DecayLearningRate.IsPresent : null, Beta1 = Beta1, Beta2 = Beta2, Optimizer = Optimizer,
        EmaDecay = EmaDecay, GradientMethod = GradientMethod, Precision = Precision, LatentSize = LatentSize, HiddenSize = HiddenSize, Seed = Seed?[0], Device = Device, ThreadCount = ThreadCount,
        LogEvery = LogEvery, SampleEvery = SampleEvery, CheckpointEvery = CheckpointEvery, KeepCheckpoints = KeepCheckpoints, BestMetric = BestMetric,
    };

    /// <summary>The objective of a script block; null for one of a name.</summary>
    private protected Objective? OwnObjective() => Block is null ? null : ScriptObjective.Of(this, Block);

    /// <summary>What the parameters ask for.</summary>
    private protected TrainingRequest Request(Dataset dataset) => new(Options(), dataset)
    {
        Critic = Critic,
        Generator = Generator,
        Objective = OwnObjective(),
        OutputDirectory = OutputDirectory is null ? null : SessionPath.File(SessionState.Path, OutputDirectory),
        Runs = Seed?.Length ?? 1,
        RunsFolder = SessionPath.File(SessionState.Path, "runs"),
        TimeLimit = TimeLimit,
        TargetEstimate = TargetEstimate,
        Warn = WriteWarning,
        CommandLine = CommandText(),
        Script = string.IsNullOrEmpty(MyInvocation.ScriptName) ? null : MyInvocation.ScriptName,
    };

    // The whole command, which PowerShell has had since 7.4 and its standard library does not know; before that, its first line.
    private string CommandText() => (new PSObject(MyInvocation).Properties["Statement"]?.Value as string ?? MyInvocation.Line).Trim();

    /// <summary>The objective where it is a script block.</summary>
    private protected ScriptBlock? Block => (Objective is PSObject wrapped ? wrapped.BaseObject : Objective) as ScriptBlock;

    private string? ObjectiveName() => (Objective is PSObject wrapped ? wrapped.BaseObject : Objective) switch
    {
        null or ScriptBlock => null,
        string name => name,
        { } other => throw new AutogradPSException("ObjectiveUnknown", ErrorKind.InvalidArgument,
            $"-Objective takes a name ({string.Join(", ", ObjectiveCatalog.Names)}) or a script block, not a {other.GetType().Name}.", other),
    };
}
