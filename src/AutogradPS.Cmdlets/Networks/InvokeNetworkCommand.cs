using System.Management.Automation;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Runs tensors through a network.</summary>
/// <remarks>
/// The first dimension of a tensor is the batch. The result is part of the graph, so that Invoke-Backward reaches the
/// network's parameters; with -NoGrad it is not, which is faster and needs less memory. $net.forward($x) is the same in .NET's words.
/// </remarks>
/// <example>
/// <title>Scores of a batch</title>
/// <code>
/// $net = New-Network 'Linear 2 16', 'ReLU', 'Linear 16 1'
/// New-Tensor -RandN -Shape 8, 2 | Invoke-Network $net
/// </code>
/// <para>Shape [8, 1].</para>
/// </example>
/// <example>
/// <title>A loss, and its gradients in the parameters</title>
/// <code>
/// $net = New-Network 'Linear 2 1' -Seed 1
/// $loss = (Invoke-Network $net (New-Tensor ((1, 2), (3, 4)))).square().mean()
/// $loss | Invoke-Backward
/// $net.NamedParameters['0.weight'].Grad
/// </code>
/// <para>Clear-Gradient $net forgets the gradients again.</para>
/// </example>
/// <seealso cref="NewNetworkCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "Network")]
[OutputType(typeof(Tensor))]
public sealed class InvokeNetworkCommand : TorchCmdlet
{
    private nn.Module<Tensor, Tensor> _network = null!;

    /// <summary>What New-Network or Import-Network gives, or a TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Network { get; set; } = null!;

    /// <summary>The batches.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public Tensor[] InputObject { get; set; } = [];

    /// <summary>Record no graph.</summary>
    [Parameter]
    [Alias("no_grad")]
    public SwitchParameter NoGrad { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        _network = NetworkArgument.Module(Network);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (Tensor input in InputObject) WriteObject(Forward(AutogradPS.Tensors.TensorCheck.Usable(input, nameof(InputObject))), false);
    }

    private Tensor Forward(Tensor input)
    {
        using IDisposable? quiet = NoGrad ? no_grad() : null;
        return _network.call(input);
    }
}
