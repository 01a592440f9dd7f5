namespace AutogradPS.Numerics;

/// <summary>How many values of a kind a sum goes through.</summary>
/// <param name="Lines">Lines of an image.</param>
/// <param name="Positions">Positions of a line.</param>
/// <param name="Samples">Samples.</param>
internal readonly record struct GridCounts(int Lines, int Positions, int Samples);
