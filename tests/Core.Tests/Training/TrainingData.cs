using AutogradPS.Data;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

/// <summary>Small trainings for tests.</summary>
internal static class TrainingData
{
    public static Dataset Toy { get; } = DatasetCatalog.Open("8Gaussians");

    public static TrainingOptions Small { get; } = new()
    {
        Iterations = 6, BatchSize = 16, HiddenSize = 16, CriticSteps = 2, LogEvery = 1, SampleEvery = 1000, ThreadCount = 1, Seed = 1,
    };

    public static TrainingSettings Settings(TrainingOptions? options = null) => SettingsResolver.Resolve(options ?? Small, Toy);

    /// <summary>The records of a trainer that goes from its beginning to its end.</summary>
    public static List<TrainingRecord> Train(TrainingSettings settings)
    {
        using TrainingNetworks networks = TrainingNetworks.Create(settings, Toy.SampleShape);
        using WganTrainer trainer = new(settings, Toy, networks);
        List<TrainingRecord> records = [];
        while (!trainer.IsComplete)
            if (trainer.Step() is { } record) records.Add(record);
        return records;
    }
}
