using System.Globalization;
using System.Text;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>Short texts of a tensor for people: its shape, its place in the graph and its first values.</summary>
public static class TensorText
{
    private const int Edge = 3;

    /// <summary>The shape as PyTorch writes it, such as <c>[64, 1, 28, 28]</c>; <c>[]</c> for a scalar.</summary>
    public static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    /// <summary>The grad_fn's name, <c>leaf</c> for a leaf that requires grad, or nothing.</summary>
    public static string GradState(Tensor tensor) => !tensor.requires_grad ? ""
        : tensor.is_leaf ? "leaf" : GradFn.Name(tensor) ?? "graph";

    /// <summary>The values in nested brackets; long dimensions keep their first and last three.</summary>
    /// <param name="tensor">Any tensor; a disposed one gives a word saying so.</param>
    /// <param name="digits">Significant digits of a floating point value.</param>
    public static string Values(Tensor tensor, int digits = 4)
    {
        if (tensor.IsInvalid) return "disposed";
        if (tensor.numel() == 0) return "[]";
        using var scope = NewDisposeScope();
        var text = new StringBuilder();
        Append(text, tensor.detach(), digits);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Tensor tensor, int digits)
    {
        if (tensor.dim() == 0)
        {
            text.Append(Scalar(TensorValue.Item(tensor), digits));
            return;
        }
        text.Append('[');
        long length = tensor.shape[0];
        for (long i = 0; i < length; i++)
        {
            if (i > 0) text.Append(", ");
            if (i == Edge && length > 2 * Edge)
            {
                text.Append("...");
                i = length - Edge - 1;
                continue;
            }
            using Tensor item = tensor[i];
            Append(text, item, digits);
        }
        text.Append(']');
    }

    private static string Scalar(object value, int digits) => value switch
    {
        double d => d.ToString("G" + digits, CultureInfo.InvariantCulture),
        float f => f.ToString("G" + digits, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
