using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradPS.Autograd;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>Stochastic gradient descent with momentum (Nesterov's too).</summary>
internal sealed class Sgd : Optimizer
{
    // A momentum buffer that begins with zeros gives PyTorch's first step, which copies the gradient into it.
    private static readonly TorchScript Kernels = new("""
        def sgd(p: List[Tensor], g: List[Tensor], b: List[Tensor], lr: float, momentum: float, nesterov: bool, wd: float) -> int:
            torch._fused_sgd_(p, g, b, weight_decay=wd, momentum=momentum, lr=lr, dampening=0.0, nesterov=nesterov, maximize=False, is_first_step=False)
            return 0
        """);

    private readonly double _momentum, _weightDecay;
    private readonly bool _nesterov;

    public Sgd(IReadOnlyList<Tensor> parameters, OptimizerSettings settings)
        : base("sgd", parameters, settings.LearningRate ?? 1e-3, settings.Momentum > 0 ? ["momentum_buffer"] : [])
    {
        _momentum = OptimizerNumber.NotNegative(settings.Momentum, nameof(settings.Momentum));
        _weightDecay = OptimizerNumber.NotNegative(settings.WeightDecay ?? 0, nameof(settings.WeightDecay));
        _nesterov = settings.Nesterov;
        if (_nesterov && _momentum == 0)
            throw new AutogradPSException("InvalidOptimizer", ErrorKind.InvalidArgument, "-Nesterov needs a -Momentum above 0, such as 0.9.", settings);
    }

    protected override void Update(int index, Range share, Span<float> parameter, ReadOnlySpan<float> gradient)
    {
        Kernel kernel = new(_momentum, _nesterov, LearningRate, _weightDecay);
        VectorKernel.Run(kernel, parameter, gradient, State.Memory("momentum_buffer", index, share), [], []);
    }

    protected override void UpdateByLibtorch(Tensor[] parameters, Tensor[] gradients, int[]? chosen) =>
        Kernels.Invoke("sgd", parameters, gradients, _momentum > 0 ? State.Slot("momentum_buffer", chosen) : [], LearningRate, _momentum, _nesterov, _weightDecay);

    private readonly struct Kernel(double momentum, bool nesterov, double learningRate, double weightDecay) : IVectorKernel
    {
        private readonly Vector<float> _momentum = new((float)momentum), _learningRate = new((float)learningRate), _weightDecay = new((float)weightDecay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> buffer, ref Vector<float> unused2, ref Vector<float> unused3)
        {
            g += _weightDecay * p;
            buffer = _momentum * buffer + g;
            p -= _learningRate * (nesterov ? g + _momentum * buffer : buffer);
        }
    }
}
