using static TorchSharp.torch;

namespace AutogradPS.Autograd;

/// <summary>The options of <see cref="Gradient.Compute"/>, with the names and defaults of <c>torch.autograd.grad</c>.</summary>
public sealed record GradOptions
{
    /// <summary>The vector of the vector-Jacobian product, one entry an output, of its shape; a null entry means ones and is allowed for scalars.</summary>
    public IReadOnlyList<Tensor?>? GradOutputs { get; init; }

    /// <summary>Keep the graph for another pass; null means the value of <see cref="CreateGraph"/>. Orders above 1 keep it unless this is false.</summary>
    public bool? RetainGraph { get; init; }

    /// <summary>Build a graph of the gradient, so that it can be differentiated itself.</summary>
    public bool CreateGraph { get; init; }

    /// <summary>False also accumulates into the <c>.grad</c> of all other leaves, as it did in PyTorch before 0.2.</summary>
    public bool OnlyInputs { get; init; } = true;

    /// <summary>An input that the outputs do not depend on gives null instead of an error; null means the value of <see cref="MaterializeGrads"/>.</summary>
    public bool? AllowUnused { get; init; }

    /// <summary>An input that the outputs do not depend on gives zeros.</summary>
    public bool MaterializeGrads { get; init; }

    /// <summary>The first dimension of each of <see cref="GradOutputs"/> is a batch of vectors; the results have it too.</summary>
    public bool IsGradsBatched { get; init; }

    /// <summary>The nth derivative of the summed outputs with respect to each input; 1 is the gradient.</summary>
    public int Order { get; init; } = 1;
}
