using AutogradPS.Errors;
using AutogradPS.Native;
using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary><c>torch.autograd.grad</c> with PyTorch's semantics, and errors instead of aborts.</summary>
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
    /// RequiresGradMissing, RequiresGradDType, GraphFreed, GradOutputsRequired, GradOutputsCount, GradOutputsShapeMismatch, GradOutputsDType,
    /// DeviceMismatch, InputNotUsed, InPlaceModification, AnomalyDetected, TensorDisposed, TensorMissing, InvalidOrder, InvalidCombination or
    /// whatever else libtorch refuses.
    /// </exception>
    public static Tensor?[] Compute(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, GradOptions? options = null)
    {
        TorchRuntime.EnsureLoaded();
        options ??= new GradOptions();
        CheckCombination(options);
        DifferentiableCheck.Outputs(outputs, "Outputs");
        DifferentiableCheck.Inputs(inputs, "Inputs");

        using var scope = NewDisposeScope();
        // The other leaves come last, so that a call that fails has changed nothing; they are the ones to free the graph then.
        GradOptions own = options.OnlyInputs ? options : options with { RetainGraph = true };
        Tensor?[] gradients = options.IsGradsBatched ? Batched(outputs, inputs, own) : HigherOrder(First(outputs, inputs, own), inputs, own);
        if (!options.OnlyInputs) OtherLeaves.Accumulate(outputs, inputs, options.GradOutputs, options.RetainGraph ?? options.CreateGraph);
        foreach (Tensor? g in gradients) g?.MoveToOuterDisposeScope();
        return gradients;
    }

    private static void CheckCombination(GradOptions options)
    {
        if (options.Order < 1)
            throw new AutogradPSException("InvalidOrder", ErrorKind.InvalidArgument, $"-Order must be 1 or more, not {options.Order}.", options.Order);
        if (options is { MaterializeGrads: true, AllowUnused: false })
            throw new AutogradPSException("InvalidCombination", ErrorKind.InvalidArgument,
                "-MaterializeGrads gives zeros for an unused input, which -AllowUnused:$false forbids. Leave -AllowUnused out.");
        if (options is { IsGradsBatched: true, Order: > 1 })
            throw new AutogradPSException("InvalidOrder", ErrorKind.InvalidArgument, "-IsGradsBatched gives first derivatives only: leave -Order at 1.", options.Order);
        if (options is { IsGradsBatched: true, OnlyInputs: false })
            throw new AutogradPSException("InvalidCombination", ErrorKind.InvalidArgument,
                "-OnlyInputs:$false accumulates one gradient into each other leaf, but -IsGradsBatched makes one a vector. Use one of the two.");
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
        bool unused = options.AllowUnused ?? options.MaterializeGrads;
        object result = Script.InvokeOn(outputs[0], "grad", outputs.ToArray(), inputs.ToArray(), vectors, retain, create, unused);
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
                    ? Call([g], [inputs[i]], [ones_like(g)], !last || (options.RetainGraph ?? true) || i < gradients.Length - 1, options.CreateGraph || !last,
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
