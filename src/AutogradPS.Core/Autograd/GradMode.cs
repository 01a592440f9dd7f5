namespace AutogradPS.Autograd;

/// <summary>What autograd does with the operations of a thread.</summary>
public enum GradMode
{
    /// <summary>Nothing is recorded, as under <c>torch.no_grad()</c>.</summary>
    NoGrad,

    /// <summary>Operations are recorded again, as under <c>torch.enable_grad()</c>.</summary>
    EnableGrad,

    /// <summary>Nothing is recorded and the results can never be part of a graph, as under <c>torch.inference_mode()</c>: the fastest.</summary>
    Inference,
}
