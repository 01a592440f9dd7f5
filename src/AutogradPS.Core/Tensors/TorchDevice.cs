namespace AutogradPS.Tensors;

/// <summary>A device that tensors can lie on.</summary>
/// <param name="Name">What -Device takes: cpu, cuda:0, ...</param>
/// <param name="Type">cpu, cuda or mps.</param>
/// <param name="Threads">Threads that libtorch uses within an operation; null where that means nothing.</param>
/// <param name="LibTorchVersion">The version of libtorch.</param>
public sealed record TorchDevice(string Name, string Type, int? Threads, string LibTorchVersion);
