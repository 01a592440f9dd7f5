using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradPS.Autograd;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), by libtorch's fused kernel or in one pass over memory.</summary>
internal sealed class Adam : Optimizer
{
    private static readonly TorchScript Kernels = new("""
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor], lr: float, b1: float, b2: float, eps: float, wd: float) -> int:
            unused: List[Tensor] = []
            torch._foreach_add_(s, 1)
            torch._fused_adam_(p, g, m, v, unused, s, lr=lr, beta1=b1, beta2=b2, weight_decay=wd, eps=eps, amsgrad=False, maximize=False)
            return 0

        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor], lr: float, b1: float, b2: float, eps: float, wd: float) -> int:
            unused: List[Tensor] = []
            torch._foreach_add_(s, 1)
            torch._fused_adamw_(p, g, m, v, unused, s, lr=lr, beta1=b1, beta2=b2, weight_decay=wd, eps=eps, amsgrad=False, maximize=False)
            return 0
        """);

    private readonly double _beta1, _beta2, _epsilon, _weightDecay;

    public Adam(string name, IReadOnlyList<Tensor> parameters, OptimizerSettings settings)
        : base(name, parameters, settings.LearningRate ?? 1e-3, [OptimizerState.StepSlot, "exp_avg", "exp_avg_sq"])
    {
        _beta1 = OptimizerNumber.Decay(settings.Beta1, nameof(settings.Beta1));
        _beta2 = OptimizerNumber.Decay(settings.Beta2, nameof(settings.Beta2));
        _epsilon = OptimizerNumber.NotNegative(settings.Epsilon, nameof(settings.Epsilon));
        _weightDecay = OptimizerNumber.NotNegative(settings.WeightDecay ?? (name == "adamw" ? 0.01 : 0), nameof(settings.WeightDecay));
    }

    protected override void Count(int index) => State.Steps(index)++;

    protected override void Update(int index, Range share, Span<float> parameter, ReadOnlySpan<float> gradient)
    {
        double step = State.Steps(index);
        double correction1 = 1 - Math.Pow(_beta1, step), correction2 = 1 - Math.Pow(_beta2, step);
        Kernel kernel = new(_beta1, _beta2, Math.Sqrt(correction2), _epsilon, LearningRate / correction1,
            Name == "adam" ? _weightDecay : 0, Name == "adamw" ? 1 - LearningRate * _weightDecay : 1);
        VectorKernel.Run(kernel, parameter, gradient, State.Memory("exp_avg", index, share), State.Memory("exp_avg_sq", index, share), []);
    }

    protected override void UpdateByLibtorch(Tensor[] parameters, Tensor[] gradients, int[]? chosen) =>
        Kernels.Invoke(Name, parameters, gradients, State.Slot("exp_avg", chosen), State.Slot("exp_avg_sq", chosen), State.Slot(OptimizerState.StepSlot, chosen),
            LearningRate, _beta1, _beta2, _epsilon, _weightDecay);

    private readonly struct Kernel(double beta1, double beta2, double correction, double epsilon, double step, double weightDecay, double shrink) : IVectorKernel
    {
        private readonly Vector<float> _beta1 = new((float)beta1), _rest1 = new((float)(1 - beta1)), _beta2 = new((float)beta2), _rest2 = new((float)(1 - beta2)),
            _correction = new((float)correction), _epsilon = new((float)epsilon), _step = new((float)step), _weightDecay = new((float)weightDecay), _shrink = new((float)shrink);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector<float> p, Vector<float> g, ref Vector<float> mean, ref Vector<float> square, ref Vector<float> unused)
        {
            g += _weightDecay * p;
            mean = _beta1 * mean + _rest1 * g;
            square = _beta2 * square + _rest2 * (g * g);
            p = _shrink * p - _step * mean / (Vector.SquareRoot(square) / _correction + _epsilon);
        }
    }
}
