using AutogradPS.Training;

namespace AutogradPS.Cmdlets.Training;

/// <summary>Completes the ways to the gradients.</summary>
public sealed class GradientMethodCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names => StepGradients.Names;
}
