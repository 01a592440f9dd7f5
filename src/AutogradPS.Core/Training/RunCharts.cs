using AutogradPS.Charts;
using AutogradPS.Metrics;

namespace AutogradPS.Training;

/// <summary>The charts that a training leaves: losses, Wasserstein estimate and gradient norm, each as PNG and SVG.</summary>
internal static class RunCharts
{
    // Fewer records than that are no noise to smooth.
    private const int Smoothed = 100;

    /// <summary>Draws them. Rows of several runs that have one name in the column Run are drawn as their mean with a band.</summary>
    /// <param name="table">The rows of metrics.csv; without any, there is nothing to draw.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="title">Their title.</param>
    public static void Draw(MetricTable table, string folder, string title)
    {
        if (table.Rows.Count == 0) return;
        const string run = "Run";
        MetricChartOptions options = new()
        {
            Title = title,
            GroupBy = table.IndexOf(run) >= 0 ? [run] : [],
            Smoothing = table.Numbers(nameof(TrainingRecord.Iteration)).Distinct().Count() >= Smoothed ? 0.9 : 0,
        };
        Draw("losses", nameof(TrainingRecord.CriticLoss), nameof(TrainingRecord.GeneratorLoss));
        Draw("wasserstein", nameof(TrainingRecord.WassersteinEstimate));
        // Where the penalty looks, and at both ends of it.
        Draw("gradient-norm", nameof(TrainingRecord.GradientNormMean), nameof(TrainingRecord.RealGradientNormMean), nameof(TrainingRecord.GeneratedGradientNormMean));

        void Draw(string name, params string[] columns)
        {
            string[] measured = [.. columns.Where(table.IsNumeric)];
            if (measured.Length == 0) return;
            MetricChart chart = MetricChartBuilder.Build(table, options with { Metrics = measured });
            foreach (string ending in (ReadOnlySpan<string>)[".png", ".svg"])
                ChartFile.Save(chart, Path.Combine(folder, name + ending), overwrite: true);
        }
    }
}
