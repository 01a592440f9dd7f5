using System.Collections;
using System.Management.Automation;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets;

/// <summary>
/// Hands tensors to a parameter of type Tensor[] as they are. PowerShell's own conversion asks each for its text, which a disposed tensor
/// answers with an exception; Core says it better. Whatever is no list of tensors is left to PowerShell.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TensorListAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? data = Bare(inputData);
        if (data is Tensor one) return new Tensor?[] { one };
        if (data is null or string or IDictionary or not IEnumerable) return inputData;
        object?[] items = [.. ((IEnumerable)data).Cast<object?>().Select(Bare)];
        return items.Length > 0 && Array.TrueForAll(items, item => item is null or Tensor) ? Array.ConvertAll(items, item => item as Tensor) : inputData;
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
