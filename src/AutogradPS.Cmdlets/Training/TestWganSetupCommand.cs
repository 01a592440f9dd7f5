using System.Management.Automation;
using AutogradPS.Data;
using AutogradPS.Training.Setup;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Looks at a training before hours are spent on it, and writes what is wrong with it.</summary>
/// <remarks>
/// It takes the parameters of Start-WganTraining, which runs it too. A good setup has no findings. Each finding has a Severity, a Check,
/// a Reason and a Remedy. Errors, which stop Start-WganTraining: a critic with batch norm or with a head that squashes its scores (softmax, sigmoid, tanh)
/// under a gradient penalty; scores that depend on other samples; shapes of networks and data that do not fit; a step that PyTorch cannot differentiate on the
/// device, the second derivative of the penalty included, or whose gradient is zero or not finite; data with NaN or without any variation; too little memory or disk.
///
/// A few samples go through one step, without changing a weight; on a GPU a whole batch. The memory of a step on the CPU is an
/// estimate from what the layers put out for one sample; the disk's from the sizes of rows, pictures and checkpoints.
/// </remarks>
/// <example>
/// <title>A critic that the penalty cannot work with</title>
/// <code>
/// $critic = New-Network 'Linear 2 64', 'BatchNorm1d 64', 'ReLU', 'Linear 64 1', 'Sigmoid'
/// $generator = New-Network 'Linear 2 64', 'ReLU', 'Linear 64 2'
/// Test-WganSetup 8Gaussians -Critic $critic -Generator $generator | Format-List
/// </code>
/// <para>Two errors, BatchNorm and Head, each with its remedy.</para>
/// </example>
/// <example>
/// <title>Look before a long training with the same parameters</title>
/// <code>
/// $setup = @{ Dataset = 'SwissRoll'; Preset = 'wgan-gp-toy'; Iterations = 20; HiddenSize = 32 }
/// if (-not (Test-WganSetup @setup | Where-Object Severity -eq Error)) { $null = Start-WganTraining @setup }
/// </code>
/// <para>Start-WganTraining would refuse by itself; a script that submits jobs can look first.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "WganSetup")]
[OutputType(typeof(SetupFinding))]
public sealed class TestWganSetupCommand : TrainingCmdlet
{
    /// <summary>8Gaussians, 25Gaussians, SwissRoll, Mnist, FashionMnist, Cifar10, a path, or what Get-WganDataset gives.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(DatasetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public override object? Dataset { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        Dataset dataset = DatasetArgument.Open(Dataset!, SessionState, out bool opened);
        try
        {
            WriteObject(SetupCheck.Run(Request(dataset)), enumerateCollection: true);
        }
        finally
        {
            if (opened) dataset.Dispose();
        }
    }
}
