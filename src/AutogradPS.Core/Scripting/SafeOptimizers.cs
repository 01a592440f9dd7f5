using AutogradPS.Errors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Optimizers whose native part would end the process, LBFGS over bad parameters and a closure that fails, and those with other defaults than PyTorch's.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeOptimizers
{
    public static optim.Optimizer LBFGS(IEnumerable<Parameter> parameters, double lr = 1, long max_iter = 20, long? max_eval = null,
        double tolerance_grad = 1e-7, double tolerance_change = 1e-9, long history_size = 100)
    {
        Parameter[] all = [.. parameters];
        if (all.Length == 0 || Array.Exists(all, p => p.IsInvalid || !p.is_leaf))
            throw new AutogradPSException("InvalidParameters", ErrorKind.InvalidArgument, "LBFGS needs one parameter or more: leaves, none disposed.", parameters);
        if (!(lr >= 0) || max_iter < 1 || history_size < 1)
            throw new AutogradPSException("InvalidArgument", ErrorKind.InvalidArgument, $"lr must be 0 or more, max_iter and history_size 1 or more; they are {lr}, {max_iter} and {history_size}.", lr);
        return optim.LBFGS(all, lr, max_iter, max_eval, tolerance_grad, tolerance_change, history_size);
    }

    // PyTorch's defaults.
    public static optim.Optimizer AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2,
        bool amsgrad = false, bool maximize = false) => optim.AdamW(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

    public static optim.Optimizer ASGD(IEnumerable<Parameter> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0,
        bool maximize = false) => optim.ASGD(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

    /// <summary>A step; an error of the closure arrives after it, since it must not pass through native code.</summary>
    public static object? step(optim.Optimizer optimizer, Func<object?>? closure = null)
    {
        if (closure is null)
        {
            return optimizer is LBFGS
                ? throw new AutogradPSException("ClosureRequired", ErrorKind.InvalidArgument, "LBFGS evaluates the loss several times a step: $optimizer.step({ $optimizer.zero_grad(); <loss, backward, loss> }).", optimizer)
                : optimizer.step();
        }
        Exception? failure = null;
        Tensor? loss = optimizer.step(() =>
        {
            try
            {
                if (failure is null) return closure() as Tensor is { IsInvalid: false } value && value.numel() == 1 ? value.alias()
                    : throw new AutogradPSException("ClosureResult", ErrorKind.InvalidArgument, "The closure must give the loss, a tensor with one element, and nothing else.", closure);
            }
            catch (Exception e)
            {
                failure = e;
            }
            return zeros(1);
        });
        if (failure is null) return loss;
        loss?.Dispose();
        throw failure as AutogradPSException ?? new AutogradPSException("ClosureFailed", ErrorKind.InvalidOperation, $"The closure failed: {failure.Message}", closure, failure);
    }
}
