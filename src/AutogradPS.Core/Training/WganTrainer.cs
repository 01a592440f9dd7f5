using AutogradPS.Data;
using AutogradPS.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>
/// The training loop, one step at a time: <see cref="TrainingSettings.CriticSteps"/> critic steps, then one generator step, make an
/// iteration. Knows neither files nor PowerShell.
/// </summary>
/// <remarks>
/// Its whole state is two networks, the average of one, two optimizers and two counters: every random number is addressed by the step it serves. Not
/// thread-safe. A step waits for the device only where a record is due, and on the CPU.
/// </remarks>
public sealed class WganTrainer : IDisposable
{
    private readonly TrainingSettings settings;
    private readonly TrainingNetworks networks;
    private readonly IStepGradients gradients;
    private readonly IBatchReader reader;
    private readonly TrainingStreams streams;
    private readonly StepMeasures measures = new();
    private readonly Device device;
    private readonly long[] noiseShape;
    private readonly GeneratedAhead generated;
    private readonly Objective objective;
    private readonly Tensor[]? clipped;
    private readonly bool layersDraw;

    /// <summary>Prepares the loop at its beginning.</summary>
    /// <param name="settings">The resolved settings.</param>
    /// <param name="dataset">What is learned.</param>
    /// <param name="networks">What learns, on the device of the settings. Stays the caller's.</param>
    /// <param name="own">The objective where it is one's own; null for that of the settings' name.</param>
    public WganTrainer(TrainingSettings settings, Dataset dataset, TrainingNetworks networks, Objective? own = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dataset);
        this.settings = settings;
        this.networks = networks;
        device = networks.Generator.parameters().First().device;
        noiseShape = [settings.BatchSize, settings.LatentSize];
        reader = dataset.Open(new BatchOptions { BatchSize = settings.BatchSize, Seed = settings.Seed, Device = device });
        streams = new TrainingStreams(settings.Seed);
        objective = own ?? ObjectiveCatalog.Get(settings.Objective);
        clipped = objective.ClipsWeights ? [.. networks.Critic.parameters()] : null;
        layersDraw = RandomLayers.Any(networks.Critic) || RandomLayers.Any(networks.Generator);
        gradients = StepGradients.For(objective, settings.Lambda, networks.Critic, networks.Generator, settings.GradientMethod, settings.Precision, dataset.SampleShape);
        generated = new GeneratedAhead(gradients, step => streams.CriticNoise.Randn(step, noiseShape, device));
    }

    /// <summary>Critic steps done.</summary>
    public long CriticStep { get; private set; }

    /// <summary>Generator iterations done.</summary>
    public long Iteration { get; private set; }

    /// <summary>True when all iterations are done.</summary>
    public bool IsComplete => Iteration >= settings.Iterations;

    /// <summary>False between an iteration's last critic step and its generator step, which make one record together.</summary>
    public bool CanStop => CriticStep < (Iteration + 1) * settings.CriticSteps;

    /// <summary>Goes on from a state that was saved with the networks and optimizers.</summary>
    public void Restore(long criticStep, long iteration)
    {
        (CriticStep, Iteration) = (criticStep, iteration);
        generated.Forget();
    }

    /// <summary>Does the next step, of the critic or of the generator.</summary>
    /// <returns>The record of the iteration that the step completed, if one is due.</returns>
    /// <exception cref="TrainingDivergedException">A loss, penalty or gradient is not a finite number.</exception>
    public TrainingRecord? Step()
    {
        if (settings.DecayLearningRate) DecayLearningRate();
        bool critic = CanStop;
        Action step = critic ? StepCritic : StepGenerator;
        if (layersDraw) RandomLayers.Seeded(streams.Layers.KeyAt(CriticStep + Iteration), step);
        else step();
        return !critic && IsLogged(Iteration) ? Record() : null;
    }

    /// <summary>Lets go of the memory of steps, until the next one.</summary>
    public void Rest()
    {
        generated.Forget();
        gradients.Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        generated.Forget();
        gradients.Dispose();
        reader.Dispose();
        streams.Dispose();
        measures.Dispose();
    }

    private void DecayLearningRate()
    {
        double rate = settings.LearningRate * (1 - ((double)Iteration / settings.Iterations));
        networks.CriticOptimizer.LearningRate = rate;
        networks.GeneratorOptimizer.LearningRate = rate;
    }

    private bool IsLogged(long iteration) => iteration % settings.LogEvery == 0 || iteration == settings.Iterations;

    private void StepCritic()
    {
        using DisposeScope scope = NewDisposeScope();
        reader.Position = CriticStep;
        Tensor real = reader.Next();
        Tensor samples = generated.Of(CriticStep, (Iteration + 1) * settings.CriticSteps);
        bool isRecorded = CriticStep + 1 == (Iteration + 1) * settings.CriticSteps && IsLogged(Iteration + 1);
        CriticGradients step = gradients.Critic(real, samples, streams.Penalty, CriticStep, isRecorded);
        if (isRecorded) measures.Keep(step);
        networks.CriticOptimizer.Step(step.Gradients);
        if (clipped is not null) WeightClipping.Apply(clipped, settings.Clip);
        CriticStep++;
        RefuseInfinite(step.Loss, "critic", Iteration + 1);
    }

    private void StepGenerator()
    {
        using DisposeScope scope = NewDisposeScope();
        GeneratorGradients step = gradients.Generator(streams.GeneratorNoise.Randn(Iteration, noiseShape, device));
        networks.GeneratorOptimizer.Step(step.Gradients);
        networks.Average?.Update();
        Iteration++;
        if (IsLogged(Iteration)) measures.Keep(step);
        RefuseInfinite(step.Loss, "generator", Iteration);
    }

    private TrainingRecord Record()
    {
        TrainingRecord record = measures.Read(Iteration, settings.Seed, networks.GeneratorOptimizer.LearningRate);
        if (!objective.EstimatesWasserstein) record = record with { WassersteinEstimate = null };
        if (!float.IsFinite(record.CriticLoss) || !float.IsFinite(record.CriticGradientNorm)) throw new TrainingDivergedException("critic", Iteration, record.CriticLoss);
        if (!float.IsFinite(record.GeneratorLoss) || !float.IsFinite(record.GeneratorGradientNorm)) throw new TrainingDivergedException("generator", Iteration, record.GeneratorLoss);
        return record;
    }

    // Reading a number waits for a GPU; there, a record's numbers are looked at instead.
    private void RefuseInfinite(Tensor loss, string network, long iteration)
    {
        if (device.type != DeviceType.CPU) return;
        float value = loss.item<float>();
        if (!float.IsFinite(value)) throw new TrainingDivergedException(network, iteration, value);
    }
}
