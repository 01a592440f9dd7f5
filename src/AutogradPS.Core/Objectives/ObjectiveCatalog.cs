using AutogradPS.Errors;

namespace AutogradPS.Objectives;

/// <summary>The objectives that have a name.</summary>
public static class ObjectiveCatalog
{
    /// <summary>All objectives.</summary>
    public static IReadOnlyList<Objective> All { get; } =
    [
        new("wgan", "Arjovsky et al. 2017, Wasserstein GAN, arXiv 1701.07875", ScoreLoss.Wasserstein) { ClipsWeights = true },
        new("wgan-gp", "Gulrajani et al. 2017, Improved Training of Wasserstein GANs, arXiv 1704.00028", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.GP },
        new("wgan-lp", "Petzka et al. 2018, On the Regularization of Wasserstein GANs, arXiv 1709.08894", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.LP },
        new("wgan-div", "Wu et al. 2018, Wasserstein Divergence for GANs, arXiv 1712.01026", ScoreLoss.Wasserstein) { Penalty = PenaltyKind.Div },
        new("dragan", "Kodali et al. 2017, On Convergence and Stability of GANs, arXiv 1705.07215", ScoreLoss.NonSaturating) { Penalty = PenaltyKind.Dragan },
        new("r1", "Mescheder et al. 2018, Which Training Methods for GANs do actually Converge?, arXiv 1801.04406", ScoreLoss.NonSaturating) { Penalty = PenaltyKind.R1 },
        new("sn", "Miyato et al. 2018, Spectral Normalization for Generative Adversarial Networks, arXiv 1802.05957", ScoreLoss.Hinge) { NormalisesWeights = true },
    ];

    /// <summary>The names of all objectives.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(objective => objective.Name)];

    /// <summary>The objective of a name, or null; case does not matter.</summary>
    public static Objective? Find(string name) => All.FirstOrDefault(objective => objective.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The objective of a name; case does not matter.</summary>
    /// <exception cref="AutogradPSException">ObjectiveUnknown.</exception>
    public static Objective Get(string name) =>
        Find(name)
        ?? throw new AutogradPSException("ObjectiveUnknown", ErrorKind.InvalidArgument,
            $"There is no objective '{name}'. Use one of {string.Join(", ", Names)}.", name);
}
