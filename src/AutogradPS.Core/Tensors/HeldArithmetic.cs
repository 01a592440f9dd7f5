using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tensors;

/// <summary>
/// Sums and products with numbers for what runs while other threads work. TorchSharp makes a Scalar of a number, of the factor 1 in a sum of two
/// tensors and of the exponent of a square too, and keeps only its address: a garbage collection that another thread starts meanwhile frees it, and
/// libtorch fails, reads another number or ends the process. These are held.
/// </summary>
internal static class HeldArithmetic
{
    private static readonly Scalar One = 1.ToScalar(), Two = 2.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Tensor PlusInPlace(this Tensor left, Tensor right) => left.add_(right, One);

    public static Tensor Plus(this Tensor left, double right)
    {
        using Scalar number = right.ToScalar();
        return left.add(number);
    }

    public static Tensor Times(this Tensor left, double right)
    {
        using Scalar number = right.ToScalar();
        return left.mul(number);
    }

    public static Tensor Squared(this Tensor tensor) => tensor.pow(Two);
}
