namespace AutogradPS.Autograd.HigherOrder;

/// <summary>The products of <c>torch.autograd.functional</c>; J is the Jacobian, H the Hessian.</summary>
public enum VectorProductKind
{
    /// <summary>Vector times Jacobian, v J: the vector has the outputs' shapes, the product the inputs'.</summary>
    Vjp,

    /// <summary>Jacobian times vector, J v: the vector has the inputs' shapes, the product the outputs'.</summary>
    Jvp,

    /// <summary>Hessian times vector, H v, of a scalar output: both have the inputs' shapes.</summary>
    Hvp,

    /// <summary>Vector times Hessian, v H, of a scalar output: cheaper than H v, and the same where second derivatives are continuous.</summary>
    Vhp,
}
