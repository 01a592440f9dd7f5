namespace AutogradPS.Numerics;

/// <summary>Which terms of a sum a kernel goes through: known to the compiler, so that a kernel written once is compiled for either.</summary>
internal interface IDepths
{
    /// <summary>True for those of a list, false for all.</summary>
    static abstract bool AreListed { get; }
}

/// <summary>All of them.</summary>
internal readonly struct AllDepths : IDepths
{
    /// <inheritdoc/>
    public static bool AreListed => false;
}

/// <summary>Those of a list.</summary>
internal readonly struct ListedDepths : IDepths
{
    /// <inheritdoc/>
    public static bool AreListed => true;
}
