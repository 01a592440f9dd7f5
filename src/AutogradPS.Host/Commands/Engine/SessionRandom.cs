namespace AutogradPS.Host.Commands.Engine;

/// <summary>Random numbers of the session. The same seed gives the numbers that pwsh's Get-Random gives for it.</summary>
internal sealed class SessionRandom(Random source)
{
    private const double Scale = 1.0 / int.MaxValue;

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        int sample;
        do
        {
            source.NextBytes(bytes);
            sample = BitConverter.ToInt32(bytes);
        }
        while (sample == int.MaxValue);
        return (sample < 0 ? sample + int.MaxValue : sample) * Scale;
    }

    public double NextDouble(double minimum, double maximum) => minimum + (NextDouble() * (maximum - minimum));

    public int Next(int minimum, int maximum) => (int)NextInt64(minimum, maximum);

    public long NextInt64(long minimum, long maximum) =>
        (decimal)maximum - minimum <= int.MaxValue
            ? minimum + (int)(NextDouble() * (maximum - minimum))
            : source.NextInt64(minimum, maximum);
}
