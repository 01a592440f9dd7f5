namespace AutogradPS.Tensors;

/// <summary>What a new tensor is filled with.</summary>
public enum Fill
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>Ones.</summary>
    Ones,

    /// <summary>One given value.</summary>
    Full,

    /// <summary>Uniform in [0, 1).</summary>
    Rand,

    /// <summary>Standard normal.</summary>
    RandN,
}
