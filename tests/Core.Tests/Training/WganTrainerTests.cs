using AutogradPS.Training;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class WganTrainerTests
{
    [Fact]
    public void An_iteration_is_critic_steps_and_then_one_generator_step()
    {
        TrainingSettings settings = TrainingData.Settings();
        using TrainingNetworks networks = TrainingNetworks.Create(settings, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        double[] generator = Weights(networks.Generator), critic = Weights(networks.Critic);

        Assert.Null(trainer.Step());
        Assert.Null(trainer.Step());
        Assert.Equal((2, 0), (trainer.CriticStep, trainer.Iteration));
        Assert.Equal(generator, Weights(networks.Generator));
        Assert.NotEqual(critic, Weights(networks.Critic));

        critic = Weights(networks.Critic);
        TrainingRecord? record = trainer.Step();
        Assert.Equal((2, 1, 1L), (trainer.CriticStep, trainer.Iteration, record!.Iteration));
        Assert.Equal(critic, Weights(networks.Critic));
        Assert.NotEqual(generator, Weights(networks.Generator));
    }

    [Fact]
    public void The_critics_loss_is_the_negative_estimate_plus_lambda_times_the_penalty()
    {
        TrainingSettings settings = TrainingData.Settings() with { Lambda = 3 };
        Assert.All(TrainingData.Train(settings), r =>
        {
            Assert.Equal(-r.WassersteinEstimate!.Value + (3 * r.GradientPenalty!.Value), r.CriticLoss, 1e-5);
            Assert.Equal(r.RealScore - r.GeneratedScore, r.WassersteinEstimate!.Value, 1e-6);
        });
    }

    [Fact]
    public void Norm_statistics_are_in_order() => Assert.All(TrainingData.Train(TrainingData.Settings()), r =>
    {
        float[] quantiles = [r.GradientNormMin!.Value, r.GradientNormMedian!.Value, r.GradientNormP95!.Value, r.GradientNormMax!.Value];
        Assert.Equal(quantiles.Order(), quantiles);
        Assert.InRange(r.GradientNormMean!.Value, quantiles[0], quantiles[^1]);
        Assert.True(r.GradientNormStd > 0 && r.CriticGradientNorm > 0 && r.GeneratorGradientNorm > 0);
        // mean (|g| - 1)^2 = (mean - 1)^2 + variance
        Assert.Equal(Math.Pow(r.GradientNormMean.Value - 1, 2) + Math.Pow(r.GradientNormStd!.Value, 2), r.GradientPenalty!.Value, 1e-4);
    });

    [Fact]
    public void One_seed_gives_one_series_and_another_seed_another()
    {
        TrainingSettings settings = TrainingData.Settings();
        List<TrainingRecord> first = TrainingData.Train(settings);
        Assert.Equal(6, first.Count);
        Assert.Equal(first, TrainingData.Train(settings));
        Assert.NotEqual(first, TrainingData.Train(settings with { Seed = 2 }).Select(r => r with { Seed = 1 }));
    }

    [Fact]
    public void How_often_records_are_made_does_not_change_them()
    {
        TrainingSettings settings = TrainingData.Settings();
        List<TrainingRecord> all = TrainingData.Train(settings);
        Assert.Equal([all[3], all[5]], TrainingData.Train(settings with { LogEvery = 4 }));
    }

    [Fact]
    public void The_penalty_reaches_every_weight_of_the_critic()
    {
        // With an enormous lambda only the penalty moves weights; the last bias has no part in it.
        TrainingSettings settings = TrainingData.Settings() with { Lambda = 1e6, Optimizer = "sgd", LearningRate = 1e-7 };
        using TrainingNetworks networks = TrainingNetworks.Create(settings, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        Tensor[] weights = [.. networks.Critic.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)).Select(p => p.parameter)];
        Tensor[] before = Array.ConvertAll(weights, w => w.detach().clone());
        trainer.Step();
        Assert.All(weights.Zip(before), pair => Assert.True((pair.First - pair.Second).abs().max().item<float>() > 1e-6));
    }

    [Fact]
    public void A_number_that_is_not_finite_ends_the_training()
    {
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(
            () => TrainingData.Train(TrainingData.Settings() with { Optimizer = "sgd", LearningRate = 1e12 }));
        Assert.Equal("TrainingDiverged", error.ErrorId);
        Assert.Contains("Lower -LearningRate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        TrainingSettings settings = TrainingData.Settings() with { Iterations = 1000 };
        using TrainingNetworks networks = TrainingNetworks.Create(settings, [2]);
        using WganTrainer trainer = new(settings, TrainingData.Toy, networks);
        LiveTensors.AssertFlat(() =>
        {
            for (int i = 0; i < 3; i++) trainer.Step();
        });
    }

    private static double[] Weights(nn.Module network) => [.. network.parameters().SelectMany(p => p.detach().to(float64).flatten().data<double>().ToArray())];
}
