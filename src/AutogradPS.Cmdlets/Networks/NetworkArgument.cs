using System.Management.Automation;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Networks;

/// <summary>Takes networks and parameters out of what a script passes.</summary>
internal static class NetworkArgument
{
    /// <summary>A module from tensor to tensor: New-Network's, or any of TorchSharp's.</summary>
    public static nn.Module<Tensor, Tensor> Module(object? value) => Base(value) as nn.Module<Tensor, Tensor> ?? throw NotANetwork(value);

    /// <summary>The parameters that an optimizer shall change: those of networks that require grad, and tensors as they are.</summary>
    public static Tensor[] Parameters(IEnumerable<object?> values) => [.. values.SelectMany(value => Base(value) switch
    {
        nn.Module module => module.parameters().Where(p => p.requires_grad),
        Tensor tensor => (IEnumerable<Tensor>)[tensor],
        _ => throw NotANetwork(value),
    })];

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static AutogradPSException NotANetwork(object? value) => new("NotANetwork", ErrorKind.InvalidArgument,
        $"A {Base(value)?.GetType().Name ?? "$null"} is not a network. Use what New-Network gives, or a module of TorchSharp such as [torch.nn]::Linear(2, 1).", value);
}
