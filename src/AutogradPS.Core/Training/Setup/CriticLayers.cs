using AutogradPS.Autograd;
using AutogradPS.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Layers that a critic must not have: batch norm under a penalty, and a head that squashes its scores.</summary>
internal static class CriticLayers
{
    private static readonly HashSet<string> Squashing =
        ["Sigmoid", "LogSigmoid", "Hardsigmoid", "Tanh", "Softsign", "Hardtanh", "Clamp", "ReLU6", "Softmax", "Softmax2d", "Softmin", "LogSoftmax", "ReLU", "Softplus", "ELU", "GELU", "SiLU", "Mish"];

    private static readonly HashSet<string> PassingOn = ["Flatten", "Unflatten", "Identity", "Dropout", "Dropout2d"];

    /// <summary>Whether the critic's gradient at single samples is penalised, as far as the objective says; a script block does not.</summary>
    public static bool IsPenalised(Objective objective) => objective.Penalty is not null;

    public static IEnumerable<SetupFinding> Check(Objective objective, nn.Module<Tensor, Tensor> critic)
    {
        bool penalised = IsPenalised(objective);
        string[] norms = [.. Leaves(critic, "").Where(leaf => leaf.Module is BatchNorm1d or BatchNorm2d or BatchNorm3d).Select(leaf => $"{leaf.Module.GetType().Name} ({leaf.Name})")];
        if (penalised && norms.Length > 0)
            yield return new(SetupSeverity.Error, "BatchNorm",
                $"The critic has batch norm, {string.Join(", ", norms)}: the score of a sample then depends on the other samples, and the penalty on one sample's gradient means nothing.",
                "Use LayerNorm (or GroupNorm 1 for images) in its place, or leave it out.");
        if (Head(critic) is { } head && Squashing.Contains(head)) yield return Squashed(head, penalised);
    }

    /// <summary>The last layer that does something to the values; null where the network shows no layers.</summary>
    public static string? Head(nn.Module<Tensor, Tensor> network) =>
        Leaves(network, "").Select(leaf => leaf.Module.GetType().Name).LastOrDefault(name => !PassingOn.Contains(name));

    /// <summary>What the graph says of the head of a critic that computes without layers; nothing where the layers say it already.</summary>
    public static SetupFinding? CheckGraph(Objective objective, nn.Module<Tensor, Tensor> critic, Tensor scores) =>
        GradFn.Name(scores)?.Replace("Backward0", "", StringComparison.Ordinal) is { } function && Squashing.Contains(function) && !Squashing.Contains(Head(critic) ?? "")
            ? Squashed(function, IsPenalised(objective)) : null;

    private static SetupFinding Squashed(string head, bool penalised) => new(penalised ? SetupSeverity.Error : SetupSeverity.Warning, "Head",
        $"The critic ends with {head}: its scores must be free to take any value, and where {head} is flat there is no gradient to learn from.",
        "Leave it out, so that the critic ends with a linear layer.");

    private static IEnumerable<(string Name, nn.Module Module)> Leaves(nn.Module module, string name)
    {
        (string name, nn.Module module)[] children = [.. module.named_children()];
        return children.Length == 0 ? [(name, module)] : children.SelectMany(child => Leaves(child.module, name.Length == 0 ? child.name : $"{name}.{child.name}"));
    }
}
