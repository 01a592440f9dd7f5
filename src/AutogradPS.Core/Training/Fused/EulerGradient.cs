using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static AutogradPS.Training.Fused.FusedStep;
using static TorchSharp.torch;

namespace AutogradPS.Training.Fused;

/// <summary>The gradient of a critic's last weight w, out of that of the fully connected layer before it.</summary>
/// <remarks>
/// The score is w f(W x + b) + c, and f(z) = f'(z) z for every f that is linear on both sides of 0 (Euler's theorem on homogeneous functions). So for each neuron i, summed over
/// all samples, w_i dL/dw_i = sum of dL/dz_i z_i = W_i dL/dW_i + b_i dL/db_i. The same goes for the penalty's directions, which pass no bias: they need not pass that layer.
/// All terms on the right have the factor w_i, so that to divide by it loses nothing. In float32 this is more exact than the sum itself, in which the scores of real and
/// generated samples nearly cancel: after 600 steps of a critic of 2-512-512-512-1 against float64, 0.5 to 3e-6 of the largest value, where autograd is off by 0.6 to 5e-5.
/// </remarks>
/// <param name="hidden">The layer before the last.</param>
/// <param name="last">The last.</param>
internal sealed unsafe class EulerGradient(Affine hidden, Affine last)
{
    // What has a smaller factor could be lost.
    private const float Least = 1e-20f;

    /// <summary>Whether no weight is zero, or as good as that.</summary>
    public bool Holds
    {
        get
        {
            foreach (float weight in TensorMemory.Floats(last.Weight))
                if (!(Math.Abs(weight) >= Least)) return false;
            return true;
        }
    }

    /// <summary>A share of it, once all other gradients are there.</summary>
    public void Fill(FusedGradients targets, int part, int parts)
    {
        int inputs = (int)hidden.Inputs, outputs = (int)hidden.Outputs;
        Matrix weight = FusedLinear.View(hidden.Weight, outputs, inputs), gradient = FusedLinear.View(targets.OfWeight(hidden), outputs, inputs);
        ReadOnlySpan<float> bias = Values(hidden.Bias), biasGradient = Values(targets.OfBias(hidden)), factor = TensorMemory.Floats(last.Weight);
        Span<float> target = TensorMemory.Floats(targets.OfWeight(last));
        for (int i = (int)((long)outputs * part / parts); i < (int)((long)outputs * (part + 1) / parts); i++)
        {
            float sum = VectorRows.Dot(weight.Row(i), gradient.Row(i), inputs);
            target[i] = (bias.IsEmpty ? sum : MathF.FusedMultiplyAdd(bias[i], biasGradient[i], sum)) / factor[i];
        }

        static ReadOnlySpan<float> Values(Tensor? tensor) => tensor is null ? [] : TensorMemory.Floats(tensor);
    }
}
