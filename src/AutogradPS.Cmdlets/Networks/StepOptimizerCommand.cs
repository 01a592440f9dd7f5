using System.Management.Automation;
using AutogradPS.Networks.Optimizers;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Changes the parameters of an optimizer by one step along their gradients.</summary>
/// <remarks>
/// Takes the .grad that Invoke-Backward left in the parameters, or -Gradients, such as those of Invoke-AutogradGrad. The gradients
/// stay, and the next Invoke-Backward adds to them: -ClearGradient forgets them after the step.
/// </remarks>
/// <example>
/// <title>One step of training</title>
/// <code>
/// $net = New-Network 'Linear 2 1' -Seed 1
/// $optimizer = New-Optimizer adam $net
/// (New-Tensor -RandN -Shape 8, 2 | Invoke-Network $net).square().mean() | Invoke-Backward
/// Step-Optimizer $optimizer -ClearGradient
/// </code>
/// <para>Writes nothing; the parameters of $net have changed.</para>
/// </example>
/// <example>
/// <title>With gradients that never went through .grad</title>
/// <code>
/// $net = New-Network 'Linear 2 1' -Seed 1
/// $optimizer = New-Optimizer sgd $net -LearningRate 0.1
/// $loss = (New-Tensor -RandN -Shape 8, 2 | Invoke-Network $net).square().mean()
/// Step-Optimizer $optimizer -Gradients (Invoke-AutogradGrad $loss $net.parameters())
/// </code>
/// <para>One gradient a parameter, in order.</para>
/// </example>
/// <seealso cref="NewOptimizerCommand"/>
[Cmdlet(VerbsCommon.Step, "Optimizer")]
public sealed class StepOptimizerCommand : TorchCmdlet
{
    /// <summary>What New-Optimizer gives.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public IOptimizer[] Optimizer { get; set; } = [];

    /// <summary>One gradient a parameter, in order; $null leaves a parameter as it is. Default: the .grad of the parameters.</summary>
    [Parameter(Position = 1)]
    [AllowNull]
    public Tensor?[]? Gradients { get; set; }

    /// <summary>Set the .grad of the parameters to $null after the step.</summary>
    [Parameter]
    [Alias("ZeroGrad")]
    public SwitchParameter ClearGradient { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (IOptimizer optimizer in Optimizer)
        {
            if (Gradients is null) optimizer.Step();
            else optimizer.Step(Gradients);
            if (ClearGradient) optimizer.ZeroGrad();
        }
    }
}
