namespace AutogradPS.Networks.Layers;

/// <summary>A layer as it was written, taken apart: its name, its values by position and its values by name.</summary>
/// <param name="Text">What the user wrote.</param>
/// <param name="Position">Its place in the list, from 0; also the prefix of its parameters' names.</param>
/// <param name="Name">Such as <c>Conv2d</c>.</param>
/// <param name="Values">Values without a name, in order.</param>
/// <param name="Named">Values with a name.</param>
/// <param name="SpectralNorm">Whether <c>SpectralNorm</c> stands before it.</param>
internal sealed record LayerText(string Text, int Position, string Name, IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> Named, bool SpectralNorm);
