namespace AutogradPS.Tensors;

/// <summary>The Mersenne twister (Matsumoto and Nishimura 1998) as libtorch's CPU generator runs it: its numbers without a call into libtorch.</summary>
/// <param name="words">624 words to begin with, which are spent: the first draw makes new ones.</param>
internal sealed class MersenneTwister(uint[] words)
{
    /// <summary>Words of the state.</summary>
    public const int Words = 624;

    private const int Distance = 397;
    private int next = Words;

    /// <summary>Draws numbers uniform in [0, 1), as <c>torch.rand</c> makes float32 ones: 24 bits each.</summary>
    public void Uniform(Span<float> values)
    {
        const float unit = 1f / (1 << 24);
        foreach (ref float value in values) value = (Next() & ((1u << 24) - 1)) * unit;
    }

    private uint Next()
    {
        if (next == Words) Twist();
        uint y = words[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < Words; i++)
        {
            uint y = (words[i] & 0x80000000) | (words[i + 1 < Words ? i + 1 : 0] & 0x7FFFFFFF);
            words[i] = words[i + Distance < Words ? i + Distance : i + Distance - Words] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }
        next = 0;
    }
}
