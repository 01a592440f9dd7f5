using System.Globalization;
using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>
/// One affine layer of a piecewise linear critic and the activation behind it, as TorchScript functions that carry the layer's number i:
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>enter_i(x): the layer's input in the form that its products want.</item>
/// <item>forward_i(a, w, b): the activated value of an entered input.</item>
/// <item>leave_i(y, x): a value of forward_i as the next layer's input; x is this layer's own.</item>
/// <item>back_i(v): the inverse of leave_i, for a gradient.</item>
/// <item>mask_i(u, y): the activation's derivative where its value is y, times u.</item>
/// <item>left_i(u, w, x): the gradient with respect to the input, in the shape of x.</item>
/// <item>right_i(p, w): the layer's linear part, applied to an entered direction.</item>
/// <item>weight_i(u, a, w): the gradient of the weight.</item>
/// </list>
/// </remarks>
/// <param name="Weight">The layer's weight.</param>
/// <param name="Bias">Its bias.</param>
internal abstract record Stage(Tensor Weight, Tensor Bias)
{
    /// <summary>The slope of the activation for negative values: 0 for ReLU, null for none (the last layer).</summary>
    public double? Slope { get; init; }

    /// <summary>The dimensions of u that a bias's gradient sums over, as a Python list.</summary>
    public abstract string BiasDimensions { get; }

    /// <summary>All functions of the layer.</summary>
    public string Functions(int i) => Activation(i) + Products(i) + "\n\n";

    /// <summary>The functions that depend on the kind of layer.</summary>
    protected abstract string Products(int i);

    private string Activation(int i) => Slope switch
    {
        null => $"""
            def act_{i}(z: Tensor) -> Tensor:
                return z

            def mask_{i}(u: Tensor, y: Tensor) -> Tensor:
                return u


            """,
        0 => $"""
            def act_{i}(z: Tensor) -> Tensor:
                return torch.relu_(z)

            def mask_{i}(u: Tensor, y: Tensor) -> Tensor:
                return torch.threshold_backward(u, y, 0)


            """,
        { } slope => $"""
            def act_{i}(z: Tensor) -> Tensor:
                return torch.leaky_relu_(z, {Text(slope)})

            def mask_{i}(u: Tensor, y: Tensor) -> Tensor:
                return torch.leaky_relu_backward(u, y, {Text(slope)}, True)


            """,
    };

    private static string Text(double value) => value.ToString("0.0################", CultureInfo.InvariantCulture);
}
