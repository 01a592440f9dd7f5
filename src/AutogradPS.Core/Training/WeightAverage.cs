using System.Numerics;
using AutogradPS.Autograd;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>
/// An exponential moving average of a network's parameters: average = decay * average + (1 - decay) * parameter after every step, from the
/// initial weights on (Yazici et al. 2019, The Unusual Effectiveness of Averaging in GAN Training, arXiv 1806.04498).
/// </summary>
/// <remarks>
/// Computed as average + (1 - decay) * (parameter - average), as torch.lerp does. Buffers, such as batch norm's statistics, are not averaged: the
/// network's own go with both sets of weights.
/// </remarks>
public sealed class WeightAverage : IDisposable
{
    private static readonly TorchScript Kernels = new("""
        def follow(average: List[Tensor], parameters: List[Tensor], rest: float) -> int:
            torch._foreach_lerp_(average, parameters, rest)
            return 0
        """);

    private readonly nn.Module<Tensor, Tensor> network;
    private readonly string[] names;
    private readonly Tensor[] parameters, average;
    private readonly bool isPlainMemory;

    /// <summary>Starts from the parameters as they are.</summary>
    /// <param name="network">What is averaged, on its device. Stays the caller's.</param>
    /// <param name="decay">In (0, 1): the share of the old average that each step keeps.</param>
    public WeightAverage(nn.Module<Tensor, Tensor> network, double decay)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        Decay = decay;
        using var _ = no_grad();
        (names, parameters) = ([.. network.named_parameters().Select(p => p.name)], [.. network.named_parameters().Select(p => (Tensor)p.parameter)]);
        average = Array.ConvertAll(parameters, p => p.detach().clone().DetachFromDisposeScope());
        isPlainMemory = Array.TrueForAll(parameters, p =>
            p.dtype == ScalarType.Float32 && p.device_type == DeviceType.CPU && p.is_contiguous() && p.NumberOfElements < int.MaxValue / sizeof(float));
    }

    /// <summary>The share of the old average that each step keeps.</summary>
    public double Decay { get; }

    /// <summary>The averages under the names of their parameters; they stay this object's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Entries => names.Zip(average, KeyValuePair.Create);

    /// <summary>Follows a step of the parameters.</summary>
    public void Update()
    {
        using var _ = no_grad();
        if (!isPlainMemory)
        {
            Kernels.Invoke("follow", average, parameters, 1 - Decay);
            return;
        }
        Kernel kernel = new(1 - Decay);
        for (int i = 0; i < average.Length; i++) VectorKernel.Run(kernel, TensorMemory.Floats(average[i]), TensorMemory.Floats(parameters[i]), [], [], []);
    }

    /// <summary>Uses the network with the averages in place of its parameters, which it has back afterwards in every bit.</summary>
    /// <param name="use">What to compute; without a graph that outlives it.</param>
    public T Use<T>(Func<nn.Module<Tensor, Tensor>, T> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        Tensor[] own;
        using (no_grad()) own = Array.ConvertAll(parameters, p => p.detach().clone().DetachFromDisposeScope());
        try
        {
            Copy(average, parameters);
            return use(network);
        }
        finally
        {
            Copy(own, parameters);
            foreach (Tensor tensor in own) tensor.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in average) tensor.Dispose();
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        using var _ = no_grad();
        for (int i = 0; i < to.Length; i++) to[i].copy_(from[i]);
    }

    private readonly struct Kernel(double rest) : IVectorKernel
    {
        private readonly Vector<float> _rest = new((float)rest);

        public void Apply(ref Vector<float> average, Vector<float> parameter, ref Vector<float> unused1, ref Vector<float> unused2, ref Vector<float> unused3) =>
            average += _rest * (parameter - average);
    }
}
