using AutogradPS.Objectives;

namespace AutogradPS.Training.Setup;

/// <summary>Settings that can be trained with, but are far from those that are known to work.</summary>
internal static class OddSettings
{
    // Published settings are 5e-5 to 2e-4, toys on small networks 1e-3.
    private const double LargeStep = 0.02, SmallStep = 1e-7, Momentum = 0.8, LargeClip = 0.5;

    public static IEnumerable<SetupFinding> Check(Objective objective, TrainingSettings settings)
    {
        if (objective.Penalty is not null && settings.Lambda == 0)
            yield return new(SetupSeverity.Warning, "Penalty", $"-Lambda is 0, so that {objective.Name} trains without its penalty.", "Give a -Lambda above 0, such as 10, or choose another -Objective.");
        bool scaled = settings.Optimizer != "sgd";
        if (scaled && settings.LearningRate > LargeStep)
            yield return new(SetupSeverity.Warning, "LearningRate", FormattableString.Invariant($"-LearningRate is {settings.LearningRate}, with which {settings.Optimizer} moves every weight by about that much in each step; the papers use 5e-5 to 2e-4."), "Use 1e-4, or 1e-3 on a small toy.");
        if (scaled && settings.LearningRate < SmallStep)
            yield return new(SetupSeverity.Warning, "LearningRate", FormattableString.Invariant($"-LearningRate is {settings.LearningRate}: in {settings.Iterations:N0} iterations the weights will hardly move."), "Use 1e-4, or 1e-3 on a small toy.");
        if (settings.Optimizer is "adam" or "adamw" && settings.Beta1 > Momentum)
            yield return new(SetupSeverity.Information, "Momentum", FormattableString.Invariant($"-Beta1 is {settings.Beta1}; a critic's loss changes with every step of the generator, and the papers found momentum to make it unstable."), "Use 0 or 0.5.");
        if (objective.ClipsWeights && settings.Clip > LargeClip)
            yield return new(SetupSeverity.Warning, "Clip", FormattableString.Invariant($"-Clip is {settings.Clip}: each layer may multiply gradients by far more than 1, which grows with every layer."), "Use 0.01, as the paper.");
        if (objective.EstimatesWasserstein && objective.Own is null && settings.CriticSteps == 1)
            yield return new(SetupSeverity.Information, "CriticSteps", "With one critic step in an iteration the critic is far from its optimum, and WassersteinEstimate from a distance.", "Use 5, as the papers.");
    }
}
