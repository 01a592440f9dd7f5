using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Objectives;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>
/// Looks at a training before it starts: data, shapes, layers, gradients, memory and disk. Nothing is changed by it: weights, statistics
/// and random numbers are as before.
/// </summary>
/// <remarks>
/// It reads a few batches and takes a few samples through one critic and one generator step, without updating a weight; on a GPU a
/// whole batch, so that its memory is known to be enough.
/// </remarks>
public static class SetupCheck
{
    /// <summary>Checks a training that is asked for, with networks of its own making or the request's.</summary>
    /// <exception cref="AutogradPSException">The settings themselves are wrong; see <see cref="SettingsResolver.Resolve"/>; or GradientMethodNotPossible.</exception>
    public static IReadOnlyList<SetupFinding> Run(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TorchRuntime.EnsureLoaded();
        TrainingSettings settings = request.Resolve();
        try
        {
            using TrainingNetworks networks = TrainingNetworks.For(request, settings);
            StepGradients.Resolve(settings, request.Objective, networks, request.Dataset.SampleShape);
            return Run(request, settings, networks);
        }
        catch (AutogradPSException e) when (e.ErrorId == "NetworksTooLarge")
        {
            return [new(SetupSeverity.Error, "Memory", e.Message, "Use a smaller -HiddenSize or -LatentSize.")];
        }
    }

    /// <summary>Refuses a training with an error, and warns of the rest.</summary>
    /// <exception cref="AutogradPSException">SetupRefused, with all reasons and remedies.</exception>
    public static void Require(TrainingRequest request, TrainingSettings settings, TrainingNetworks networks)
    {
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<SetupFinding> findings = Run(request, settings, networks);
        foreach (SetupFinding finding in findings.Where(finding => finding.Severity == SetupSeverity.Warning)) request.Warn?.Invoke(finding.ToString());
        SetupFinding[] errors = [.. findings.Where(finding => finding.Severity == SetupSeverity.Error)];
        if (errors.Length > 0)
            throw new AutogradPSException("SetupRefused", ErrorKind.InvalidArgument,
                $"This training would go wrong. {string.Join(" ", errors.Select(error => error.ToString()))} Test-WganSetup shows all findings; -SkipSetupCheck trains all the same.", errors);
    }

    private static List<SetupFinding> Run(TrainingRequest request, TrainingSettings settings, TrainingNetworks networks)
    {
        using DisposeScope scope = NewDisposeScope();
        using ThreadCountScope threads = new(settings.ThreadCount);
        using Unchanged unchanged = new(networks.Critic, networks.Generator);
        using RandomStream random = new(settings.Seed, "setup");
        Objective objective = request.Objective ?? ObjectiveCatalog.Get(settings.Objective);
        List<SetupFinding> findings = [.. CriticLayers.Check(objective, networks.Critic), .. DiskSpace.Check(request, settings, networks)];
        findings.AddRange(OddSettings.Check(objective, settings));
        SetupFinding[] broken = [.. FiniteState.Check(networks)];
        if (broken.Length > 0) return [.. findings, .. broken];
        try
        {
            // What follows needs what comes before it.
            SetupProbe? probe = SetupProbe.Take(request.Dataset, settings, networks, random, findings);
            if (probe is null) return findings;
            findings.AddRange(StepMemory.Check(settings, objective, networks, probe));
            if (CriticLayers.IsPenalised(objective) && !findings.Exists(finding => finding.Check == "BatchNorm")) findings.AddRange(SampleDependence.Check(networks.Critic, probe.Real));
            findings.AddRange(StepGradientCheck.Check(objective, settings, networks, probe));
        }
        catch (Exception e) when (SetupProbe.IsOutOfMemory(e))
        {
            findings.Add(new(SetupSeverity.Error, "Memory", $"One step of {settings.BatchSize} samples does not fit into the memory of {settings.Device}.", "Use a smaller -BatchSize or -HiddenSize."));
        }
        return findings;
    }
}
