using AutogradPS.Errors;

namespace AutogradPS.Objectives;

/// <summary>The objectives that have a name.</summary>
public static class ObjectiveCatalog
{
    /// <summary>All objectives.</summary>
    public static IReadOnlyList<Objective> All { get; } =
    [
        new("wgan-gp", "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, arXiv 1704.00028", ScoreLoss.Wasserstein)
        {
            Penalty = PenaltyKind.GP,
        },
    ];

    /// <summary>The names of all objectives.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(objective => objective.Name)];

    /// <summary>The objective of a name; case does not matter.</summary>
    /// <exception cref="AutogradPSException">ObjectiveUnknown.</exception>
    public static Objective Get(string name) =>
        All.FirstOrDefault(objective => objective.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new AutogradPSException("ObjectiveUnknown", ErrorKind.InvalidArgument,
            $"There is no objective '{name}'. Use one of {string.Join(", ", Names)}.", name);
}
