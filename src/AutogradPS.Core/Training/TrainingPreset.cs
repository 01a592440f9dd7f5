namespace AutogradPS.Training;

/// <summary>The settings of a paper, by name.</summary>
/// <param name="Name">What -Preset takes.</param>
/// <param name="Source">The paper or its code, to cite.</param>
/// <param name="Defaults">The values it sets; null where the data or the architecture decides.</param>
public sealed record TrainingPreset(string Name, string Source, TrainingOptions Defaults);
