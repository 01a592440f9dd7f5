using static TorchSharp.torch;

namespace AutogradPS.Objectives;

/// <summary>A critic's objective of one's own, as a script block gives it.</summary>
/// <param name="critic">[n, *sample] to [n, 1] or [n].</param>
/// <param name="real">[n, *sample], from the data.</param>
/// <param name="generated">[n, *sample], without a graph.</param>
public delegate CriticTerms CriticObjective(nn.Module<Tensor, Tensor> critic, Tensor real, Tensor generated);
