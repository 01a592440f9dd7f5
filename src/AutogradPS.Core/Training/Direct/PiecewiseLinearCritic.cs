using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>
/// Reads a critic as a chain of affine layers with ReLU or LeakyReLU between them and one score at the end; given the signs of its
/// activations such a critic is linear.
/// </summary>
internal static class PiecewiseLinearCritic
{
    /// <summary>The critic's stages in order, or null for any other network: what is not understood completely is left to autograd.</summary>
    /// <param name="critic">The critic.</param>
    /// <param name="isFlat">Whether a sample has one dimension: of others, a fully connected layer takes the last one, and there has to be a Flatten before it.</param>
    public static IReadOnlyList<Stage>? Read(nn.Module<Tensor, Tensor> critic, bool isFlat)
    {
        var stages = new List<Stage>();
        foreach (nn.Module layer in Layers(critic))
        {
            bool open = stages is [.., { Slope: null }]; // an affine layer without its activation yet
            if (layer is Flatten { start_dim: 1, end_dim: -1 } && !open)
            {
                isFlat = true;
                continue;
            }
            if (layer is Linear && !isFlat) return null;
            if (layer is ReLU && open) stages[^1] = stages[^1] with { Slope = 0 };
            else if (layer is LeakyReLU { negative_slope: >= 0 and var slope } && open) stages[^1] = stages[^1] with { Slope = slope };
            else if (!open && Affine(layer, stages.Count == 0) is { } stage) stages.Add(stage);
            else return null;
        }
        bool known = stages is [_, .., LinearStage { Slope: null } last] && last.Weight.shape[0] == 1;
        // Behind a fully connected layer there are no images.
        bool ordered = stages.SkipWhile(s => s is not LinearStage).All(s => s is LinearStage);
        // Every parameter must be one that a stage computes, and trained.
        bool complete = critic.parameters().Count() == 2 * stages.Count && critic.parameters().All(p => p.requires_grad) && !critic.buffers().Any();
        return known && ordered && complete ? stages : null;
    }

    private static IEnumerable<nn.Module> Layers(nn.Module module) => module switch
    {
        Sequential or Networks.Network => module.children().SelectMany(Layers),
        Identity => [],
        _ => [module],
    };

    private static Stage? Affine(nn.Module layer, bool first) => layer switch
    {
        Linear { bias: { } bias } linear => new LinearStage(linear.weight, bias),
        Conv2d { bias: { } bias, groups: 1, padding_mode: PaddingModes.Zeros, padding: not null, transposed: false } conv when conv.dilation.All(d => d == 1) =>
            first && conv.in_channels <= PatchStage.MaxChannels ? new PatchStage(conv.weight, bias, conv) : new ConvolutionStage(conv.weight, bias, conv),
        _ => null,
    };
}
