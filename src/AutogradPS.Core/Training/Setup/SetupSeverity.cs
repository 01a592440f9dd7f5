namespace AutogradPS.Training.Setup;

/// <summary>What a finding of the setup check means for the training.</summary>
public enum SetupSeverity
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>It can train, but probably not as meant.</summary>
    Warning,

    /// <summary>It cannot train, or what it trains would not be what the objective says.</summary>
    Error,
}
