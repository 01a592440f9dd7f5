using System.Management.Automation;
using AutogradPS.Autograd;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What AutogradPS.Types.ps1xml and AutogradPS.Format.ps1xml add to TorchSharp's tensor.</summary>
public static class TensorMembers
{
    /// <summary>The name of the node that made the tensor, such as MulBackward0; null for leaves.</summary>
    public static string? GradFn(PSObject tensor) => Of(tensor) is { IsInvalid: false } t ? AutogradPS.Autograd.GradFn.Name(t) : null;

    /// <summary>The accumulated gradient, or null.</summary>
    public static Tensor? GetGrad(PSObject tensor) => Of(tensor) is { IsInvalid: false } t ? LeafGradient.Get(t) : null;

    /// <summary>Sets or forgets the gradient.</summary>
    public static void SetGrad(PSObject tensor, Tensor? gradient) => LeafGradient.Set(Of(tensor), gradient);

    /// <summary>The same values without the graph, as PyTorch's .data; TorchSharp's method of that name is generic and out of a script's reach.</summary>
    public static Tensor? Data(PSObject tensor) => Of(tensor) is { IsInvalid: false } t ? t.detach() : null;

    /// <summary>A number for a scalar, nested arrays otherwise.</summary>
    public static object? Value(PSObject tensor) => Of(tensor) is { IsInvalid: false } t ? TensorValue.ToList(t) : null;

    /// <summary>What "$x" writes, for a disposed tensor too: TorchSharp's own ToString fails there, in the middle of PowerShell's binder.</summary>
    public static string Text(PSObject tensor) => Of(tensor) is { IsInvalid: false } t ? t.ToString() : "disposed tensor";

    /// <summary>The shape for the table view.</summary>
    public static string ShapeText(Tensor tensor) => tensor.IsInvalid ? "" : TensorText.Shape(tensor);

    /// <summary>PyTorch's name of the dtype for the table view.</summary>
    public static string DTypeText(Tensor tensor) => tensor.IsInvalid ? "" : DTypes.Name(tensor.dtype);

    /// <summary>The device for the table view.</summary>
    public static string DeviceText(Tensor tensor) => tensor.IsInvalid ? "" : tensor.device.ToString();

    /// <summary>leaf, a grad_fn, or nothing, for the table view.</summary>
    public static string GradText(Tensor tensor) => tensor.IsInvalid ? "" : TensorText.GradState(tensor);

    /// <summary>The first and last values for the table view.</summary>
    public static string ValueText(Tensor tensor) => TensorText.Values(tensor);

    private static Tensor Of(PSObject tensor) => (Tensor)tensor.BaseObject;
}
