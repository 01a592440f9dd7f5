using AutogradPS.Numerics;

namespace AutogradPS.Training.Fused;

/// <summary>A linear map from a row of one layer to one of another.</summary>
internal abstract class FusedOperation
{
    /// <summary>The size of a row that goes in.</summary>
    public abstract int Input { get; }

    /// <summary>The size of a row that comes out.</summary>
    public abstract int Output { get; }

    /// <summary>Multiply-adds of a row.</summary>
    public virtual long Work => Output;

    /// <summary>Prepares a share of the weight; all shares before <see cref="Load"/>.</summary>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    public virtual void Prepare(int part, int parts)
    {
    }

    /// <summary>Takes over a share of the weight; all shares before the first product of a step.</summary>
    public virtual void Load(int part, int parts)
    {
    }

    /// <summary>value = epilogue(A input), for some rows.</summary>
    public abstract void Product<TEpilogue>(Matrix input, Matrix value, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>result = epilogue(A' gradient), for some rows.</summary>
    public abstract void Transposed<TEpilogue>(Matrix gradient, Matrix result, RowRange rows, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;

    /// <summary>A share of the weight's gradient, summed over all rows.</summary>
    /// <param name="gradient">[rows, output].</param>
    /// <param name="input">[rows, input].</param>
    /// <param name="targets">The gradients of all weights.</param>
    /// <param name="part">Which share, from 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <param name="portion">Which rows they are.</param>
    public virtual void WeightGradient(Matrix gradient, Matrix input, FusedGradients targets, int part, int parts, Portion portion)
    {
    }

    /// <summary>Completes a share of the weight's gradient; after all shares of <see cref="WeightGradient"/>.</summary>
    public virtual void FinishGradient(FusedGradients targets, int part, int parts)
    {
    }
}
