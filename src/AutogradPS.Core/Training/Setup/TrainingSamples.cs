using System.Diagnostics;
using AutogradPS.Data;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training.Setup;

/// <summary>Reads the first batches as training will: numbers that are none, samples that are all the same, values that the generator cannot reach.</summary>
internal static class TrainingSamples
{
    private const long Few = 256;
    private const float Large = 100, Rounding = 1e-3f;
    private const long MostSamples = 10_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(150);

    /// <summary>The first batch; null where the data cannot be trained on.</summary>
    public static Tensor? Check(Dataset dataset, TrainingSettings settings, string? head, List<SetupFinding> findings)
    {
        try
        {
            Device device = Devices.Parse(settings.Device);
            BatchOptions options = new() { BatchSize = settings.BatchSize, Seed = settings.Seed, Device = device };
            options.Validate(dataset.Name, dataset.Count);
            // A GPU's memory is known to be enough only when it has been; the CPU's is estimated, and must not be filled to find out.
            if (device.type == DeviceType.CPU) options = options with { BatchSize = Math.Min(Few, settings.BatchSize) };
            using IBatchReader reader = dataset.Open(options);
            Tensor first = reader.Next();
            (Tensor low, Tensor high) = Range(first);
            long seen = options.BatchSize, most = Math.Min(MostSamples, dataset.Count ?? Few);
            for (Stopwatch watch = Stopwatch.StartNew(); seen < most && watch.Elapsed < MostTime; seen += options.BatchSize)
            {
                using Tensor batch = reader.Next();
                (Tensor l, Tensor h) = Range(batch);
                (low, high) = (minimum(low, l), maximum(high, h));
            }
            return Judge(low, high, Math.Min(seen, dataset.Count ?? seen), head, findings) ? first : null;
        }
        catch (AutogradPSException e)
        {
            findings.Add(new(SetupSeverity.Error, "Data", e.Message, "Mend the data, or give others."));
            return null;
        }
    }

    private static (float Bottom, float Top)? RangeOf(string? head) => head switch
    {
        "Tanh" or "Hardtanh" or "Softsign" => (-1, 1),
        "Sigmoid" or "Hardsigmoid" or "Softmax" => (0, 1),
        _ => null,
    };

    // NaN goes through minimum and maximum.
    private static (Tensor Low, Tensor High) Range(Tensor batch) => (batch.amin([0]), batch.amax([0]));

    private static bool Judge(Tensor low, Tensor high, long seen, string? head, List<SetupFinding> findings)
    {
        void Add(SetupSeverity severity, string reason, string remedy) => findings.Add(new(severity, "Data", reason, remedy));

        if (!low.isfinite().all().item<bool>() || !high.isfinite().all().item<bool>())
        {
            Add(SetupSeverity.Error, $"There are NaN or infinite values among the first {seen:N0} samples.", "Remove those samples, or put numbers in their place.");
            return false;
        }
        Tensor constant = low.eq(high);
        if (constant.all().item<bool>())
            Add(SetupSeverity.Error, $"The first {seen:N0} samples are all the same.", "Check the file and its columns: there is nothing to learn.");
        else if (constant.dim() == 1 && constant.any().item<bool>())
            Add(SetupSeverity.Warning, $"Of the {constant.shape[0]} numbers of a sample, {constant.sum().item<long>()} never change among the first {seen:N0} samples.", "Leave those columns out.");
        (float least, float greatest) = (low.min().item<float>(), high.max().item<float>());
        if (RangeOf(head) is var (bottom, top) && (least < bottom - Rounding || greatest > top + Rounding))
        {
            // A little out of reach is lost at the edges; most of it, and nothing can be learned.
            bool hopeless = greatest - least > 2 * (top - bottom);
            Add(hopeless ? SetupSeverity.Error : SetupSeverity.Warning,
                FormattableString.Invariant($"The data go from {least:G3} to {greatest:G3}, but the generator ends with {head}, which stays within [{bottom}, {top}]."),
                $"Scale the data to that range, or leave {head} out.");
        }
        else if (Math.Max(-least, greatest) > Large)
            Add(SetupSeverity.Warning, FormattableString.Invariant($"The data go from {least:G3} to {greatest:G3}: far from where networks begin, which is around 0 and 1."),
                "Scale them, to [-1, 1] say, before they are given.");
        return true;
    }
}
