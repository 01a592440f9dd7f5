using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>RMSprop (Hinton's lecture 6e; centred: Graves 2013). The optimizer of the first WGAN paper.</summary>
internal sealed class RmsProp : Optimizer
{
    private static readonly TorchScript Kernels = new("""
        def rmsprop(p: List[Tensor], grads: List[Tensor], v: List[Tensor], mean: List[Tensor], b: List[Tensor], lr: float, alpha: float, eps: float, wd: float, momentum: float) -> int:
            g = grads
            if wd != 0.0:
                g = torch._foreach_add(grads, p, alpha=wd)
            torch._foreach_mul_(v, alpha)
            torch._foreach_addcmul_(v, g, g, 1.0 - alpha)
            if len(mean) > 0:
                torch._foreach_lerp_(mean, g, 1.0 - alpha)
                spread = torch._foreach_addcmul(v, mean, mean, -1.0)
                torch._foreach_clamp_min_(spread, 0.0)
                torch._foreach_sqrt_(spread)
            else:
                spread = torch._foreach_sqrt(v)
            torch._foreach_add_(spread, eps)
            if len(b) > 0:
                torch._foreach_mul_(b, momentum)
                torch._foreach_addcdiv_(b, g, spread, 1.0)
                torch._foreach_add_(p, b, alpha=-lr)
            else:
                torch._foreach_addcdiv_(p, g, spread, -lr)
            return 0
        """);

    private readonly double _alpha, _epsilon, _weightDecay, _momentum;
    private readonly bool _centered;

    public RmsProp(IReadOnlyList<Tensor> parameters, OptimizerSettings settings)
        : base("rmsprop", parameters, settings.LearningRate ?? 1e-2, [.. Slots(settings)])
    {
        _alpha = OptimizerNumber.NotNegative(settings.Alpha, nameof(settings.Alpha));
        _epsilon = OptimizerNumber.NotNegative(settings.Epsilon, nameof(settings.Epsilon));
        _weightDecay = OptimizerNumber.NotNegative(settings.WeightDecay ?? 0, nameof(settings.WeightDecay));
        _momentum = OptimizerNumber.NotNegative(settings.Momentum, nameof(settings.Momentum));
        _centered = settings.Centered;
    }

    protected override void Update(int index, Range share, Span<float> parameter, ReadOnlySpan<float> gradient)
    {
        Kernel kernel = new(_alpha, _epsilon, _centered, _momentum, LearningRate, _weightDecay);
        VectorKernel.Run(kernel, parameter, gradient, State.Memory("square_avg", index, share), State.Memory("grad_avg", index, share), State.Memory("momentum_buffer", index, share));
    }

    protected override void UpdateByLibtorch(Tensor[] parameters, Tensor[] gradients, int[]? chosen) =>
        Kernels.Invoke("rmsprop", parameters, gradients, State.Slot("square_avg", chosen), _centered ? State.Slot("grad_avg", chosen) : [],
            _momentum > 0 ? State.Slot("momentum_buffer", chosen) : [], LearningRate, _alpha, _epsilon, _weightDecay, _momentum);

    private static IEnumerable<string> Slots(OptimizerSettings settings)
    {
        yield return "square_avg";
        if (settings.Centered) yield return "grad_avg";
        if (settings.Momentum > 0) yield return "momentum_buffer";
    }

    private readonly struct Kernel(double alpha, double epsilon, bool centered, double momentum, double learningRate, double weightDecay) : IVectorKernel
    {
        private readonly Vector<float> _alpha = new((float)alpha), _rest = new((float)(1 - alpha)), _epsilon = new((float)epsilon),
            _momentum = new((float)momentum), _learningRate = new((float)learningRate), _weightDecay = new((float)weightDecay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> square, ref Vector<float> mean, ref Vector<float> buffer)
        {
            g += _weightDecay * p;
            square = _alpha * square + _rest * (g * g);
            Vector<float> spread = square;
            if (centered)
            {
                mean = _alpha * mean + _rest * g;
                spread = Vector.Max(spread - mean * mean, Vector<float>.Zero); // rounding must not make a root of a negative
            }
            buffer = _momentum * buffer + g / (Vector.SquareRoot(spread) + _epsilon);
            p -= _learningRate * buffer;
        }
    }
}
