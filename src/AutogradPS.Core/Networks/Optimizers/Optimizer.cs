using AutogradPS.Errors;
using AutogradPS.Native;
using AutogradPS.Numerics;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>
/// What the optimizers share: which parameters take part in a step, their checks and their state. float32 on the CPU is computed here, one
/// pass over the memory; other dtypes and devices by libtorch's fused or multi-tensor kernels, one call a step. Neither leaves native
/// objects to the finalizer, as TorchSharp's own optimizers do.
/// </summary>
internal abstract class Optimizer : IOptimizer
{
    private readonly Tensor[] _parameters;
    private readonly long[][] _shapes;
    private double _learningRate;

    protected Optimizer(string name, IReadOnlyList<Tensor> parameters, double learningRate, string[] slots)
    {
        TorchRuntime.EnsureLoaded();
        TensorCheck.NotEmpty(parameters, "Parameters");
        if (parameters.FirstOrDefault(p => !p.is_leaf || !p.requires_grad) is { } other)
            throw new AutogradPSException("NotAParameter", ErrorKind.InvalidArgument,
                "An optimizer changes leaves that require grad: the parameters of a network, or tensors made with -RequiresGrad. This tensor is neither.", other);
        if (parameters.Any(p => p.dtype != parameters[0].dtype || p.device.ToString() != parameters[0].device.ToString()))
            throw new AutogradPSException("MixedParameters", ErrorKind.InvalidArgument,
                "The parameters must all have one dtype and lie on one device. Make an optimizer for each group.", parameters);
        Name = name;
        Parameters = parameters;
        _parameters = [.. parameters];
        _shapes = Array.ConvertAll(_parameters, p => p.shape);
        LearningRate = learningRate;
        State = new OptimizerState(parameters, slots);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <inheritdoc/>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = OptimizerNumber.NotNegative(value, nameof(LearningRate));
    }

    protected OptimizerState State { get; }

    /// <inheritdoc/>
    public void Step()
    {
        var gradients = new Tensor?[_parameters.Length];
        try
        {
            for (int i = 0; i < gradients.Length; i++) gradients[i] = TensorCheck.Usable(_parameters[i], "Parameters").grad;
            Step(gradients);
        }
        finally
        {
            foreach (Tensor? gradient in gradients) gradient?.Dispose(); // each read of .grad is a wrapper of its own
        }
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Tensor?> gradients)
    {
        if (gradients.Count != _parameters.Length)
            throw new AutogradPSException("GradientCount", ErrorKind.InvalidArgument,
                $"There are {gradients.Count} gradients for {_parameters.Length} parameters. Give one a parameter, in order ($null leaves it as it is).", gradients);
        int[]? chosen = Chosen(gradients);
        using var quiet = no_grad();
        if (IsPlainMemory())
        {
            UpdateInMemory(gradients);
            return;
        }
        // libtorch's fused kernels go through memory as it lies, whatever the strides say.
        using var scope = NewDisposeScope();
        Tensor[] changed = chosen is null ? _parameters : Array.ConvertAll(chosen, i => _parameters[i]), whole = Array.ConvertAll(changed, Whole);
        UpdateByLibtorch(whole, Array.ConvertAll(chosen is null ? [.. gradients!] : Array.ConvertAll(chosen, i => gradients[i]!), Whole), chosen);
        for (int i = 0; i < whole.Length; i++)
            if (!ReferenceEquals(whole[i], changed[i])) changed[i].copy_(whole[i]);

        static Tensor Whole(Tensor tensor) => tensor.is_contiguous() ? tensor : tensor.contiguous();
    }

    /// <inheritdoc/>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in _parameters) parameter.grad = null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> ExportState() => State.Export();

    /// <inheritdoc/>
    public void ImportState(IReadOnlyDictionary<string, Tensor> state) => State.Import(state);

    /// <inheritdoc/>
    public void Dispose() => State.Dispose();

    /// <summary>Below this many parameters, waking a second thread costs more than it does.</summary>
    internal long ManyValues { get; set; } = 100_000;

    /// <summary>Counts a step of one parameter, before it is changed.</summary>
    protected virtual void Count(int index)
    {
    }

    /// <summary>Changes a share of one parameter, float32 in the CPU's memory, in place. Called on several threads at once; must not throw.</summary>
    /// <param name="index">Which parameter.</param>
    /// <param name="share">Which of its values, for <see cref="OptimizerState.Memory"/>.</param>
    /// <param name="parameter">Those values.</param>
    /// <param name="gradient">Their gradients.</param>
    protected abstract void Update(int index, Range share, Span<float> parameter, ReadOnlySpan<float> gradient);

    /// <summary>Changes the parameters in place, whatever their dtype and device.</summary>
    /// <param name="parameters">Those that take part, contiguous as all else.</param>
    /// <param name="gradients">One a parameter.</param>
    /// <param name="chosen">Their indices for <see cref="OptimizerState.Slot"/>; null for all.</param>
    protected abstract void UpdateByLibtorch(Tensor[] parameters, Tensor[] gradients, int[]? chosen);

    // Tensor.shape makes an array, which at every step is more garbage than all the rest.
    private static bool HasShape(Tensor tensor, long[] shape)
    {
        if (tensor.dim() != shape.Length) return false;
        for (int d = 0; d < shape.Length; d++)
            if (tensor.size(d) != shape[d]) return false;
        return true;
    }

    private bool IsPlainMemory()
    {
        foreach (Tensor p in _parameters)
            if (!TensorMemory.HasFloats(TensorCheck.Usable(p, "Parameters"))) return false;
        return true;
    }

    // Each thread has a share of every parameter; a value's change does not depend on the others.
    private void UpdateInMemory(IReadOnlyList<Tensor?> gradients)
    {
        Tensor?[] plain = [.. gradients.Select(gradient => gradient is null || TensorMemory.HasFloats(gradient) ? gradient : gradient.to(float32).cpu().contiguous())];
        long values = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            if (plain[i] is null) continue;
            Count(i);
            values += _parameters[i].NumberOfElements;
        }
        WorkerTeam.OfSize(values < ManyValues ? 1 : get_num_threads()).Run((part, parts) =>
        {
            for (int i = 0; i < plain.Length; i++)
            {
                if (plain[i] is not { } gradient) continue;
                Span<float> parameter = TensorMemory.Floats(_parameters[i]);
                Range share = Share(parameter.Length, part, parts);
                if (!parameter[share].IsEmpty) Update(i, share, parameter[share], TensorMemory.Floats(gradient)[share]);
            }
        });
        for (int i = 0; i < plain.Length; i++)
            if (!ReferenceEquals(plain[i], gradients[i])) plain[i]!.Dispose();
    }

    // In whole cache lines.
    private static Range Share(int count, int part, int parts)
    {
        const int Line = 16;
        long lines = (count + Line - 1) / Line;
        return (int)(lines * part / parts * Line)..(int)Math.Min(count, lines * (part + 1) / parts * Line);
    }

    // Null where every parameter has a gradient, which is every step of a training.
    private int[]? Chosen(IReadOnlyList<Tensor?> gradients)
    {
        int missing = 0;
        for (int i = 0; i < gradients.Count; i++)
        {
            if (gradients[i] is not { } gradient) missing++;
            else if (!HasShape(TensorCheck.Usable(gradient, "Gradients"), _shapes[i]))
                throw new AutogradPSException("GradientShapeMismatch", ErrorKind.InvalidArgument,
                    $"Gradient {i} has shape {TensorText.Shape(gradient)}, its parameter {TensorText.Shape(_parameters[i])}.", gradient);
        }
        if (missing == gradients.Count)
            throw new AutogradPSException("NoGradient", ErrorKind.InvalidOperation,
                "No parameter has a gradient. Call Invoke-Backward on a loss that was computed with them, or pass -Gradients.", gradients);
        return missing == 0 ? null : [.. Enumerable.Range(0, gradients.Count).Where(i => gradients[i] is not null)];
    }
}
