namespace AutogradPS.Numerics;

/// <summary>Values of one kind at the positions of an image, for some samples.</summary>
/// <param name="Start">The value at the first position of the first sample.</param>
/// <param name="Sample">Values from one sample to the next.</param>
/// <param name="Position">Values from one position of a line to the next.</param>
/// <param name="Line">Values from one line to the next.</param>
internal readonly unsafe struct GridPointer(float* Start, nint Sample, nint Position = 0, nint Line = 0)
{
    /// <summary>Values from one sample to the next.</summary>
    public nint Sample { get; } = Sample;

    /// <summary>The same from a line, a position and a sample on.</summary>
    public GridPointer From(int line, int position, int sample) => new(At(line, position) + (sample * Sample), Sample, Position, Line);

    /// <summary>A position of the first sample.</summary>
    public float* At(int line, int position) => Start + (line * Line) + (position * Position);
}
