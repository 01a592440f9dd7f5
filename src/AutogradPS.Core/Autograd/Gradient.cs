using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary><c>torch.autograd.grad</c> and <c>backward</c> with PyTorch's semantics, and errors instead of aborts.</summary>
public static class Gradient
{
    private static readonly TorchScript Script = new("""
        def grad(outputs: List[Tensor], inputs: List[Tensor], grad_outputs: List[Tensor], retain: bool, create: bool, unused: bool) -> List[Optional[Tensor]]:
            vectors: List[Optional[Tensor]] = []
            for g in grad_outputs:
                vectors.append(g)
            return torch.autograd.grad(outputs, inputs, vectors, retain, create, unused)
        """);

    /// <summary>
    /// The gradients of the outputs with respect to the inputs, one an input, of its shape; null where an unused input is allowed.
    /// The <c>.grad</c> of the inputs is not touched. The caller owns the results.
    /// </summary>
    /// <exception cref="AutogradPSException">
    /// RequiresGradMissing, GraphFreed, GradOutputsRequired, GradOutputsCount, GradOutputsShapeMismatch, GradOutputsDType, InputNotUsed,
    /// TensorDisposed, TensorMissing, InvalidOrder or whatever else libtorch refuses.
    /// </exception>
    public static Tensor?[] Compute(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, GradOptions? options = null)
    {
        TorchRuntime.EnsureLoaded();
        options ??= new GradOptions();
        Tensors.TensorCheck.NotEmpty(outputs, "Outputs");
        Tensors.TensorCheck.NotEmpty(inputs, "Inputs");
        if (options.Order < 1)
            throw new AutogradPSException("InvalidOrder", ErrorKind.InvalidArgument, $"-Order must be 1 or more, not {options.Order}.", options.Order);
        if (options is { IsGradsBatched: true, Order: > 1 })
            throw new AutogradPSException("InvalidOrder", ErrorKind.InvalidArgument, "-IsGradsBatched gives first derivatives only: leave -Order at 1.", options.Order);

        using var scope = NewDisposeScope();
        if (!options.OnlyInputs) OtherLeaves.Accumulate(outputs, inputs, options.GradOutputs);
        Tensor?[] gradients = options.IsGradsBatched
            ? Batched(outputs, inputs, options)
            : HigherOrder(First(outputs, inputs, options), inputs, options);
        foreach (Tensor? g in gradients) g?.MoveToOuterDisposeScope();
        return gradients;
    }

    private static Tensor?[] First(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, GradOptions options)
    {
        bool more = options.Order > 1;
        Tensor[] vectors = GradOutputs.For(outputs, options.GradOutputs);
        bool create = options.CreateGraph || more;
        return Call(outputs, inputs, vectors, (options.RetainGraph ?? options.CreateGraph) || more, create, options);
    }

    private static Tensor?[] Call(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, Tensor[] vectors, bool retain, bool create, GradOptions options)
    {
        bool unused = options.AllowUnused || options.MaterializeGrads;
        object result = Script.Invoke("grad", outputs.ToArray(), inputs.ToArray(), vectors, retain, create, unused);
        Tensor?[] gradients = result as Tensor[] ?? Array.ConvertAll((object?[])result, g => (Tensor?)g);
        if (options.MaterializeGrads)
            for (int i = 0; i < gradients.Length; i++) gradients[i] ??= zeros_like(inputs[i]);
        return gradients;
    }

    // Each further order differentiates the sum of the gradient before it. A gradient that no longer depends on its input is a
    // constant, whose derivative is zero: the polynomial has run out, which is no mistake.
    private static Tensor?[] HigherOrder(Tensor?[] gradients, IReadOnlyList<Tensor> inputs, GradOptions options)
    {
        for (int order = 2; order <= options.Order; order++)
        {
            bool last = order == options.Order;
            for (int i = 0; i < gradients.Length; i++)
            {
                if (gradients[i] is not { } g) continue;
                gradients[i] = g.requires_grad
                    ? Call([g], [inputs[i]], [ones_like(g)], !last || (options.RetainGraph ?? true) || gradients.Length > 1, options.CreateGraph || !last,
                        options with { AllowUnused = true })[0] ?? zeros_like(inputs[i])
                    : zeros_like(inputs[i]);
            }
        }
        return gradients;
    }

    // PyTorch maps over the batch with vmap, which libtorch has no public door to; one pass a vector gives the same numbers.
    private static Tensor?[] Batched(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, GradOptions options)
    {
        Tensor[] vectors = GradOutputs.ForBatch(outputs, options.GradOutputs);
        long count = vectors[0].shape[0];
        var rows = new Tensor?[count][];
        for (long k = 0; k < count; k++)
        {
            bool retain = k < count - 1 || (options.RetainGraph ?? options.CreateGraph);
            rows[k] = Call(outputs, inputs, Array.ConvertAll(vectors, v => v[k]), retain, options.CreateGraph, options);
        }
        var stacked = new Tensor?[inputs.Count];
        for (int i = 0; i < stacked.Length; i++)
            stacked[i] = rows[0][i] is null ? null : stack(rows.Select(row => row[i]!));
        return stacked;
    }
}
