using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// A linear or convolutional layer whose weight is divided by its largest singular value (Miyato et al. 2018, Spectral Normalization
/// for Generative Adversarial Networks), as <c>torch.nn.utils.parametrizations.spectral_norm</c> does.
/// </summary>
/// <remarks>
/// The singular vectors are the buffers <c>u</c> and <c>v</c>: 15 power iterations when the layer is made, one in each forward while training,
/// none otherwise. <c>weight</c> and <c>bias</c> are the parameters of the layer that was wrapped; only what it computes changes.
/// </remarks>
public sealed class SpectralNorm : OwnLayer
{
    private const double Epsilon = 1e-12;
    private const int FirstIterations = 15;

    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly Tensor u, v;
    private readonly Func<Tensor, Tensor, Tensor?, Tensor> _apply;
    private readonly int _outputs; // the dimension of the weight that counts outputs

    private SpectralNorm(Parameter weight, Parameter? bias, Func<Tensor, Tensor, Tensor?, Tensor> apply, int outputs = 0) : base(nameof(SpectralNorm))
    {
        _apply = apply;
        _outputs = outputs;
        this.weight = weight;
        this.bias = bias;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor matrix = Matrix(weight);
        u = Unit(randn(matrix.shape[0], dtype: matrix.dtype).to(matrix.device)).DetachFromDisposeScope();
        v = Unit(randn(matrix.shape[1], dtype: matrix.dtype).to(matrix.device)).DetachFromDisposeScope();
        Iterate(matrix, FirstIterations);
        RegisterComponents();
    }

    /// <summary>The layer with its weights normalised; null for a layer without a weight matrix, or one that is normalised already.</summary>
    /// <param name="layer">Its parameters stay the same tensors. The singular vectors start from the global generator.</param>
    public static nn.Module<Tensor, Tensor>? Of(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear l => new SpectralNorm(l.weight, l.bias, nn.functional.linear),
        Conv1d c => new SpectralNorm(c.weight, c.bias, (x, w, b) => nn.functional.conv1d(x, w, b, c.stride[0], c.padding![0], c.dilation[0], c.groups)),
        Conv2d c => new SpectralNorm(c.weight, c.bias, (x, w, b) => nn.functional.conv2d(x, w, b, Pair(c.stride), Pair(c.padding!), Pair(c.dilation), c.groups)),
        TransposedConvolution c => new SpectralNorm(c.Weight, c.Bias, c.Apply, outputs: 1),
        ResidualBlock { IsNormalised: false } block => block.Normalised(),
        _ => null,
    };

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor matrix = Matrix(weight);
        if (training)
            using (no_grad()) Iterate(matrix, 1);
        // The graph must keep the vectors of this forward: the next one changes them in place.
        Tensor sigma = u.clone().dot(matrix.mv(v.clone()));
        return _apply(input, weight / sigma, bias).MoveToOuterDisposeScope();
    }

    private Tensor Matrix(Tensor of) => (_outputs == 0 ? of : of.transpose(0, _outputs)).flatten(1);

    private void Iterate(Tensor matrix, int times)
    {
        for (int i = 0; i < times; i++)
        {
            u.copy_(Unit(matrix.mv(v)));
            v.copy_(Unit(matrix.t().mv(u)));
        }
    }

    private static Tensor Unit(Tensor vector) => nn.functional.normalize(vector, dim: 0, eps: Epsilon);

    private static long[] Pair(long[] sizes) => [sizes[0], sizes[^1]];
}
