using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>Seeds libtorch's CPU generator (a Mersenne twister) from a key of 64 bits.</summary>
/// <remarks>
/// <c>manual_seed</c> keeps only the low 32 bits of a seed on the CPU: among 100,000 steps two would soon draw the same
/// numbers. Here the key fills all 624 words of the twister through SplitMix64 and goes in by <c>set_state</c>, which
/// takes libtorch's documented-by-use layout of 5,056 bytes. The layout is checked once against a known seed.
/// </remarks>
internal sealed class MersenneState : IDisposable
{
    private const int Words = MersenneTwister.Words;
    private const int StateOffset = 24;
    private const int StateBytes = 5056;
    private static readonly Lazy<bool> KnownLayout = new(CheckLayout);

    private readonly Tensor state;

    public MersenneState()
    {
        TorchRuntime.EnsureLoaded();
        if (!KnownLayout.Value)
        {
            throw new AutogradPSException(
                "RandomStateLayoutUnknown",
                ErrorKind.ResourceUnavailable,
                "This libtorch keeps the state of its random generator in another layout. Use the libtorch that comes with the module.");
        }

        state = zeros(StateBytes, dtype: ScalarType.Byte).DetachFromDisposeScope();
    }

    /// <summary>Puts <paramref name="generator"/> at the start of the stream of <paramref name="key"/>.</summary>
    public void Seed(Generator generator, ulong key)
    {
        Span<byte> bytes = state.bytes;
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, key);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], 1); // "left": the words are spent, twist before the first draw
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], 1); // "seeded"
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(StateOffset, Words * sizeof(ulong)));
        uint[] seeded = WordsOf(key);
        for (int i = 0; i < Words; i++) words[i] = seeded[i];
        generator.set_state(state);
    }

    /// <summary>The numbers of the generator that <see cref="Seed"/> would make of a key.</summary>
    public static MersenneTwister Twister(ulong key) => new(WordsOf(key));

    public void Dispose() => state.Dispose();

    private static uint[] WordsOf(ulong key)
    {
        uint[] words = new uint[Words];
        SplitMix64 mix = new(key);
        foreach (ref uint word in words.AsSpan()) word = (uint)(mix.Next() >> 32);
        return words;
    }

    // The twister's published seeding (Matsumoto and Nishimura 2002) says what the first two words of seed 7 must be.
    private static bool CheckLayout()
    {
        const uint seed = 7;
        using Generator generator = new(seed, CPU);
        using Tensor sample = generator.get_state();
        if (sample.dtype != ScalarType.Byte || sample.numel() != StateBytes || !BitConverter.IsLittleEndian)
        {
            return false;
        }

        Span<byte> bytes = sample.bytes;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(StateOffset, Words * sizeof(ulong)));
        uint second = unchecked((1812433253u * (seed ^ (seed >> 30))) + 1);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) == seed
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == 1
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) == 0
            && words[0] == seed
            && words[1] == second;
    }
}
