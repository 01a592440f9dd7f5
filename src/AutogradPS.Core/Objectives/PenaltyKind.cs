namespace AutogradPS.Objectives;

/// <summary>Where the critic's gradient is measured, and what of its norm is penalised.</summary>
public enum PenaltyKind
{
    /// <summary>WGAN-GP, two-sided: lambda E(|g| - center)^2 between real and generated samples (Gulrajani et al. 2017).</summary>
    GP,

    /// <summary>WGAN-LP, one-sided: lambda E max(0, |g| - center)^2 between real and generated samples (Petzka et al. 2018).</summary>
    LP,

    /// <summary>lambda/2 E|g|^2 at real samples (Mescheder et al. 2018, whose gamma is lambda here).</summary>
    R1,

    /// <summary>lambda/2 E|g|^2 at generated samples (Mescheder et al. 2018).</summary>
    R2,

    /// <summary>DRAGAN: lambda E(|g| - center)^2 around real samples (Kodali et al. 2017).</summary>
    Dragan,

    /// <summary>WGAN-div: lambda E|g|^p between real and generated samples (Wu et al. 2018, whose k is lambda here).</summary>
    Div,
}
