using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary><c>torch.autograd.functional.jacobian</c> and <c>hessian</c>, by one backward pass a row.</summary>
public static class Jacobian
{
    /// <summary>The derivative of every element of every output by every element of every input.</summary>
    /// <returns>For each output, one tensor an input, of shape [*output, *input]; zeros where nothing depends. The caller owns them.</returns>
    /// <param name="outputs">Tensors that require grad; their graph is kept.</param>
    /// <param name="inputs">What they were computed from.</param>
    /// <param name="createGraph">Makes the result differentiable.</param>
    public static Tensor[][] Of(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(outputs, inputs);
        return Of(evaluation, createGraph);
    }

    /// <summary>As above, of a function at a point.</summary>
    public static Tensor[][] Of(TensorFunction function, IReadOnlyList<Tensor> inputs, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(function, inputs, createGraph);
        return Of(evaluation, createGraph);
    }

    /// <summary>The second derivatives of a scalar: for each input i, one tensor an input j, of shape [*input i, *input j].</summary>
    public static Tensor[][] Hessian(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(outputs, inputs);
        return Hessian(evaluation, createGraph);
    }

    /// <summary>As above, of a function at a point.</summary>
    public static Tensor[][] Hessian(TensorFunction function, IReadOnlyList<Tensor> inputs, bool createGraph = false)
    {
        using Evaluation evaluation = Evaluation.Of(function, inputs, createGraph);
        return Hessian(evaluation, createGraph);
    }

    internal static Tensor[][] Of(Evaluation evaluation, bool createGraph) => [.. evaluation.Outputs.Select(output => Rows(output, evaluation.Inputs, createGraph))];

    private static Tensor[][] Hessian(Evaluation evaluation, bool createGraph)
    {
        using var scope = NewDisposeScope();
        Tensor[] first = Gradients(evaluation.ScalarOutput(), evaluation.Inputs);
        Tensor[][] second = [.. first.Select(g => Rows(g, evaluation.Inputs, createGraph))];
        foreach (Tensor h in second.SelectMany(row => row)) h.MoveToOuterDisposeScope();
        return second;
    }

    /// <summary>Differentiable gradients of a scalar, zeros where it does not depend on an input.</summary>
    internal static Tensor[] Gradients(Tensor output, Tensor[] inputs) => output.requires_grad
        ? Gradient.Compute([output], inputs, new GradOptions { CreateGraph = true, MaterializeGrads = true }).OfType<Tensor>().ToArray()
        : Array.ConvertAll(inputs, x => zeros_like(x));

    private static Tensor[] Rows(Tensor output, Tensor[] inputs, bool createGraph)
    {
        using var scope = NewDisposeScope();
        long count = output.numel();
        Tensor[] rows;
        if (count == 0 || !output.requires_grad) rows = Array.ConvertAll(inputs, x => zeros([.. output.shape, .. x.shape], x.dtype, x.device));
        else
        {
            // Each row of the identity picks one element of the output.
            Tensor basis = eye(count, dtype: output.dtype, device: output.device).reshape([count, .. output.shape]);
            Tensor?[] stacked = Gradient.Compute([output], inputs, new GradOptions
            {
                GradOutputs = [basis], IsGradsBatched = true, MaterializeGrads = true, CreateGraph = createGraph, RetainGraph = true,
            });
            rows = [.. stacked.Select((s, i) => s!.reshape([.. output.shape, .. inputs[i].shape]))];
        }
        foreach (Tensor row in rows) row.MoveToOuterDisposeScope();
        return rows;
    }
}
