using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary><c>vjp</c>, <c>jvp</c>, <c>hvp</c> and <c>vhp</c> of <c>torch.autograd.functional</c>: products without the matrix.</summary>
public static class VectorProduct
{
    /// <summary>The product at existing tensors, whose graph is kept.</summary>
    /// <param name="kind">Which product.</param>
    /// <param name="outputs">Tensors that require grad.</param>
    /// <param name="inputs">What they were computed from.</param>
    /// <param name="vector">One tensor an output (vjp) or an input (the others), of its shape; null where each has one element.</param>
    /// <param name="createGraph">Makes the product differentiable.</param>
    /// <returns>One tensor an input, or an output for jvp; zeros where nothing depends. The caller owns them.</returns>
    /// <exception cref="AutogradPSException">VectorRequired, VectorCount, VectorShapeMismatch, OutputNotScalar and those of <see cref="Gradient.Compute"/>.</exception>
    public static Tensor[] Of(VectorProductKind kind, IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? vector = null, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(outputs, inputs);
        return Of(kind, evaluation, vector, createGraph);
    }

    /// <summary>As above, of a function at a point.</summary>
    public static Tensor[] Of(VectorProductKind kind, TensorFunction function, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? vector = null, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(function, inputs, createGraph);
        return Of(kind, evaluation, vector, createGraph);
    }

    private static Tensor[] Of(VectorProductKind kind, Evaluation at, IReadOnlyList<Tensor?>? vector, bool createGraph)
    {
        using var scope = NewDisposeScope();
        Tensor[] along = Checked(vector, kind == VectorProductKind.Vjp ? at.Outputs : at.Inputs, kind);
        Tensor[] product = kind switch
        {
            VectorProductKind.Vjp => Backward(at.Outputs, at.Inputs, along, createGraph),
            VectorProductKind.Jvp => Forward(at.Outputs, at.Inputs, along, createGraph),
            VectorProductKind.Hvp => Forward(Jacobian.Gradients(at.ScalarOutput(), at.Inputs), at.Inputs, along, createGraph),
            _ => Backward(Jacobian.Gradients(at.ScalarOutput(), at.Inputs), at.Inputs, along, createGraph),
        };
        foreach (Tensor p in product) p.MoveToOuterDisposeScope();
        return product;
    }

    private static Tensor[] Backward(Tensor[] outputs, Tensor[] inputs, Tensor[] vector, bool createGraph)
    {
        (Tensor Output, Tensor Vector)[] live = [.. outputs.Zip(vector).Where(p => p.First.requires_grad)];
        if (live.Length == 0) return Array.ConvertAll(inputs, x => zeros_like(x));
        return Gradient.Compute(Array.ConvertAll(live, p => p.Output), inputs, new GradOptions
        {
            GradOutputs = Array.ConvertAll(live, p => p.Vector), CreateGraph = createGraph, RetainGraph = true, MaterializeGrads = true,
        })!;
    }

    // The backward pass is linear in its vector u: its derivative by u is the transpose of the transpose.
    private static Tensor[] Forward(Tensor[] outputs, Tensor[] inputs, Tensor[] vector, bool createGraph)
    {
        Tensor[] u = Array.ConvertAll(outputs, o => zeros_like(o).requires_grad_(true));
        return Backward(Backward(outputs, inputs, u, createGraph: true), u, vector, createGraph);
    }

    private static Tensor[] Checked(IReadOnlyList<Tensor?>? vector, Tensor[] like, VectorProductKind kind)
    {
        string what = kind == VectorProductKind.Vjp ? "output" : "input";
        if (vector is null && like.All(t => t.numel() == 1)) return Array.ConvertAll(like, t => ones_like(t));
        if (vector is null)
            throw new AutogradPSException("VectorRequired", ErrorKind.InvalidArgument, $"-Vector may be left out only where every {what} has one element. Give one tensor an {what}, of its shape.");
        if (vector.Count != like.Length)
            throw new AutogradPSException("VectorCount", ErrorKind.InvalidArgument, $"-Vector has {vector.Count} tensors for {like.Length} {what}s. Give one an {what}, of its shape.", vector);
        for (int i = 0; i < like.Length; i++)
        {
            Tensor v = Tensors.TensorCheck.Usable(vector[i], "Vector");
            if (!v.shape.SequenceEqual(like[i].shape))
                throw new AutogradPSException("VectorShapeMismatch", ErrorKind.InvalidArgument,
                    $"The vector for {what} {i} has shape {Tensors.TensorText.Shape(v)} and the {what} {Tensors.TensorText.Shape(like[i])}. For {kind.ToString().ToLowerInvariant()} they must be equal.", v);
        }
        return [.. vector!];
    }
}
