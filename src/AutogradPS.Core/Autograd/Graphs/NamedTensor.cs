using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>A tensor and the name it goes by in a graph.</summary>
/// <param name="Name">Such as <c>x</c> or <c>critic.0.weight</c>.</param>
/// <param name="Tensor">The tensor.</param>
public sealed record NamedTensor(string Name, Tensor Tensor)
{
    /// <summary>The parameters of a network by their names, behind a prefix.</summary>
    public static IEnumerable<NamedTensor> OfModule(nn.Module module, string? prefix = null) =>
        module.named_parameters().Select(p => new NamedTensor(string.IsNullOrEmpty(prefix) ? p.name : $"{prefix}.{p.name}", p.parameter));
}
