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
    private const long MostSamples = 10_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(150);

    /// <summary>The first batch; null where the data cannot be trained on.</summary>
    public static Tensor? Check(Dataset dataset, TrainingSettings settings, bool bounded, List<SetupFinding> findings)
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
            long seen = options.BatchSize, most = Math.Min(MostSamples, dataset.Count ?? 0);
            for (Stopwatch watch = Stopwatch.StartNew(); seen < most && watch.Elapsed < MostTime; seen += options.BatchSize)
            {
                using Tensor batch = reader.Next();
                (Tensor l, Tensor h) = Range(batch);
                (low, high) = (minimum(low, l), maximum(high, h));
            }
            return Judge(low, high, Math.Min(seen, dataset.Count ?? seen), bounded, findings) ? first : null;
        }
        catch (AutogradPSException e)
        {
            findings.Add(new(SetupSeverity.Error, "Data", e.Message, "Mend the data, or give others."));
            return null;
        }
    }

    // NaN goes through minimum and maximum.
    private static (Tensor Low, Tensor High) Range(Tensor batch) => (batch.amin([0]), batch.amax([0]));

    private static bool Judge(Tensor low, Tensor high, long seen, bool bounded, List<SetupFinding> findings)
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
        float reach = maximum(low.abs(), high.abs()).max().item<float>();
        if (bounded && reach > 1.001f)
            Add(SetupSeverity.Warning, FormattableString.Invariant($"The data reach {reach:G3}, but the generator ends with Tanh, which stays within [-1, 1]."), "Scale the data to [-1, 1], or leave Tanh out.");
        return true;
    }
}
