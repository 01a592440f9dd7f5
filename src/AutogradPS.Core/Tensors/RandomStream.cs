using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>
/// A named, seeded stream of random numbers that is addressed by step: what step k draws depends on
/// (seed, name, k) alone, never on what was drawn before.
/// </summary>
/// <remarks>
/// Data order, noise, epsilon and initial weights each take a stream of their own name, so that drawing more of one
/// never changes another, and a resumed run needs no generator state, only its step.
/// A stream is not thread-safe: give every thread its own, they agree. On one device the numbers are
/// reproducible; CPU and CUDA draw different ones, since their generators differ. What has no generator of its own (see
/// <see cref="DeviceGenerator"/>) gets the CPU's numbers.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is the field's term.")]
public sealed class RandomStream : IDisposable
{
    private readonly ulong root;
    private Generator? cpuGenerator;
    private MersenneState? cpuState;
    private Generator? deviceGenerator;
    private (DeviceType Type, int Index) generatorsFor;

    /// <summary>Opens the stream <paramref name="name"/> of a run's <paramref name="seed"/>.</summary>
    public RandomStream(long seed, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Seed = seed;
        Name = name;
        root = SplitMix64.Mix(SplitMix64.Mix(unchecked((ulong)seed)) ^ HashName(name));
    }

    /// <summary>The run's seed.</summary>
    public long Seed { get; }

    /// <summary>What the stream is for, "noise" for example.</summary>
    public string Name { get; }

    /// <summary>The 64-bit key that step <paramref name="step"/> is seeded with.</summary>
    public ulong KeyAt(long step) => SplitMix64.Mix(unchecked(root + ((ulong)step * 0x9E3779B97F4A7C15)));

    /// <summary>The CPU generator at the start of <paramref name="step"/>.</summary>
    /// <remarks>The object is reused: it is at this step until the next call, and belongs to the stream.</remarks>
    public Generator At(long step) => At(step, CPU);

    /// <summary>The generator of <paramref name="device"/> at the start of <paramref name="step"/>; the CPU's where the device has none.</summary>
    /// <remarks>The object is reused: it is at this step until the next call, and belongs to the stream. Draw on its <see cref="Generator.device"/>.</remarks>
    public Generator At(long step, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        ulong key = KeyAt(step);
        if (device.type != DeviceType.CPU && GeneratorFor(device) is { device.type: not DeviceType.CPU } generator)
            return generator.manual_seed(unchecked((long)key)); // Philox, the generator of CUDA, takes all 64 bits
        cpuState ??= new MersenneState();
        cpuGenerator ??= new Generator(0, CPU);
        cpuState.Seed(cpuGenerator, key);
        return cpuGenerator;
    }

    /// <summary>Standard normal numbers of <paramref name="step"/>, shape <paramref name="shape"/>.</summary>
    public Tensor Randn(long step, long[] shape, Device? device = null, ScalarType dtype = ScalarType.Float32)
    {
        Generator generator = At(step, device ?? CPU);
        return DeviceGenerator.Move(randn(shape, dtype: dtype, device: generator.device, generator: generator), device ?? CPU);
    }

    /// <summary>Uniform numbers in [0, 1) of <paramref name="step"/>, shape <paramref name="shape"/>.</summary>
    public Tensor Rand(long step, long[] shape, Device? device = null, ScalarType dtype = ScalarType.Float32)
    {
        Generator generator = At(step, device ?? CPU);
        return DeviceGenerator.Move(rand(shape, dtype: dtype, device: generator.device, generator: generator), device ?? CPU);
    }

    /// <summary>The numbers that <see cref="Rand"/> makes on the CPU in float32, without libtorch.</summary>
    internal void Uniform(long step, Span<float> values) => MersenneState.Twister(KeyAt(step)).Uniform(values);

    /// <summary>A uniform random order of 0 .. <paramref name="count"/>-1 (Fisher-Yates), the same on every platform.</summary>
    public long[] Permutation(long step, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long[] order = new long[count];
        SplitMix64 random = new(KeyAt(step));
        for (long i = 0; i < count; i++)
        {
            long j = (long)random.Below((ulong)i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cpuGenerator?.Dispose();
        cpuState?.Dispose();
        deviceGenerator?.Dispose();
        cpuGenerator = null;
        cpuState = null;
        deviceGenerator = null;
    }

    private Generator GeneratorFor(Device device)
    {
        if (deviceGenerator is not null && generatorsFor == (device.type, device.index)) return deviceGenerator;
        deviceGenerator?.Dispose();
        generatorsFor = (device.type, device.index);
        return deviceGenerator = DeviceGenerator.Create(0, device);
    }

    // FNV-1a over the name's UTF-16 units: string.GetHashCode differs from process to process.
    private static ulong HashName(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in name)
        {
            hash = unchecked((hash ^ unit) * 0x100000001B3);
        }

        return hash;
    }
}
