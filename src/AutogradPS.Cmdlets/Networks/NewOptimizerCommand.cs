using System.Management.Automation;
using AutogradPS.Networks.Optimizers;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Makes an optimizer for the parameters of networks, or for tensors.</summary>
/// <remarks>
/// sgd, adam, adamw and rmsprop have PyTorch's defaults and give PyTorch's numbers. The learning rate may be changed between
/// steps: $optimizer.LearningRate = 1e-5. WGAN-GP was published with adam, -LearningRate 1e-4 -Beta1 0 -Beta2 0.9.
/// </remarks>
/// <example>
/// <title>The optimizer of WGAN-GP</title>
/// <code>
/// $critic = New-Network -Preset mlp-critic -HiddenSize 64
/// $optimizer = New-Optimizer adam $critic -LearningRate 1e-4 -Beta1 0 -Beta2 0.9
/// $optimizer.LearningRate
/// </code>
/// <para>Writes 0.0001.</para>
/// </example>
/// <example>
/// <title>The lowest point of a parabola</title>
/// <code>
/// $x = New-Tensor 5 -RequiresGrad
/// $sgd = New-Optimizer sgd $x -LearningRate 0.1
/// foreach ($i in 1..50) { ($x - 2).square() | Invoke-Backward; Step-Optimizer $sgd -ClearGradient }
/// $x.Value
/// </code>
/// <para>Writes nearly 2.</para>
/// </example>
/// <seealso cref="StepOptimizerCommand"/>
[Cmdlet(VerbsCommon.New, "Optimizer")]
[OutputType(typeof(IOptimizer))]
public sealed class NewOptimizerCommand : TorchCmdlet
{
    private readonly List<object> _parameters = [];

    /// <summary>sgd, adam, adamw or rmsprop.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Networks, whose parameters that require grad are taken, or leaf tensors made with -RequiresGrad.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [Alias("Network")]
    public object[] Parameters { get; set; } = [];

    /// <summary>The step size. Default: 0.001; for rmsprop 0.01.</summary>
    [Parameter]
    [Alias("lr")]
    public double? LearningRate { get; set; }

    /// <summary>adam, adamw: decay of the mean of gradients. Default: 0.9.</summary>
    [Parameter]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>adam, adamw: decay of the mean of squared gradients. Default: 0.999.</summary>
    [Parameter]
    public double Beta2 { get; set; } = 0.999;

    /// <summary>adam, adamw, rmsprop: added to the denominator. Default: 1e-8.</summary>
    [Parameter]
    [Alias("eps")]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>Pull of the weights towards 0. Default: 0; for adamw 0.01.</summary>
    [Parameter]
    [Alias("weight_decay")]
    public double? WeightDecay { get; set; }

    /// <summary>sgd, rmsprop: share of the step before that is taken again. Default: 0.</summary>
    [Parameter]
    public double Momentum { get; set; }

    /// <summary>sgd: Nesterov's momentum.</summary>
    [Parameter]
    public SwitchParameter Nesterov { get; set; }

    /// <summary>rmsprop: decay of the mean of squared gradients. Default: 0.99.</summary>
    [Parameter]
    public double Alpha { get; set; } = 0.99;

    /// <summary>rmsprop: divide by the standard deviation of the gradients.</summary>
    [Parameter]
    public SwitchParameter Centered { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _parameters.AddRange(Parameters);

    /// <inheritdoc/>
    protected override void End() => WriteObject(OptimizerFactory.Create(Name, NetworkArgument.Parameters(_parameters), new OptimizerSettings
    {
        LearningRate = LearningRate,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        WeightDecay = WeightDecay,
        Momentum = Momentum,
        Nesterov = Nesterov,
        Alpha = Alpha,
        Centered = Centered,
    }));
}
