namespace AutogradPS.Tensors;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): a small generator of 64-bit words, used to mix seeds and to shuffle.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next word of the stream.</summary>
    public ulong Next()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15);
        return Mix(state);
    }

    /// <summary>A whole number in [0, <paramref name="bound"/>), without bias (Lemire 2019).</summary>
    public ulong Below(ulong bound)
    {
        ulong threshold = unchecked(0 - bound) % bound;
        while (true)
        {
            ulong high = Math.BigMul(Next(), bound, out ulong low);
            if (low >= threshold)
            {
                return high;
            }
        }
    }

    /// <summary>The output function: a bijection of the 64-bit words in which every input bit moves every output bit.</summary>
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
