using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// GroupNorm as PyTorch makes it (Wu and He 2018, Group Normalization), of [N, C, ...] and [N, C]. TorchSharp 0.107's own module leaves gain
/// and bias as the memory was, and refuses [N, C].
/// </summary>
public sealed class GroupNormalisation : OwnLayer
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <param name="groups">How many groups.</param>
    /// <param name="channels">C.</param>
    /// <param name="eps">What is added to a variance.</param>
    /// <param name="affine">Whether there are a gain and a bias to learn.</param>
    /// <param name="device">Where they lie; null for the default.</param>
    /// <param name="dtype">What they are; null for the default.</param>
    /// <exception cref="ArgumentException">The channels cannot be divided into so many groups.</exception>
    public GroupNormalisation(long groups, long channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) : base(nameof(GroupNorm))
    {
        if (groups < 1 || channels % groups != 0) throw new ArgumentException("num_channels must be divisible by num_groups");
        (num_groups, num_channels, this.eps) = (groups, channels, eps);
        if (affine)
        {
            _weight = new Parameter(ones(channels, dtype, device));
            _bias = new Parameter(zeros(channels, dtype, device));
        }
        RegisterComponents();
    }

#pragma warning disable IDE1006 // PyTorch's names
    /// <summary>The gain, [C], from ones; null where affine is false.</summary>
    public Parameter? weight { get => _weight; private set => _weight = value; }

    /// <summary>What is added, [C], from zeros; null where affine is false.</summary>
    public Parameter? bias { get => _bias; private set => _bias = value; }

    /// <summary>How many groups the channels are divided into, each with a mean and a variance of its own.</summary>
    public long num_groups { get; }

    /// <summary>C.</summary>
    public long num_channels { get; }

    /// <summary>What is added to a variance.</summary>
    public double eps { get; }
#pragma warning restore IDE1006

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.group_norm(input, num_groups, _weight, _bias, eps);
}
