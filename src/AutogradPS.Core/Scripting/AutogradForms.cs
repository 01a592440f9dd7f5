using System.Collections;
using AutogradPS.Autograd;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary><c>torch.autograd</c>, in place of TorchSharp's, whose errors end the process. Outputs, inputs and vectors are a tensor or a list of them.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class AutogradForms
{
    public static Tensor?[] grad(object outputs, object inputs, object? grad_outputs = null, bool? retain_graph = null, bool create_graph = false, bool only_inputs = true,
        bool? allow_unused = null, bool is_grads_batched = false, bool materialize_grads = false) =>
        Gradient.Compute(Tensors(outputs, nameof(outputs)), Tensors(inputs, nameof(inputs)), new GradOptions
        {
            GradOutputs = grad_outputs is null ? null : List(grad_outputs, nameof(grad_outputs)), RetainGraph = retain_graph, CreateGraph = create_graph, OnlyInputs = only_inputs,
            AllowUnused = allow_unused, IsGradsBatched = is_grads_batched, MaterializeGrads = materialize_grads,
        });

    public static void backward(object tensors, object? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, object? inputs = null) =>
        Backward.Run(Tensors(tensors, nameof(tensors)), grad_tensors is null ? null : List(grad_tensors, nameof(grad_tensors)), retain_graph, create_graph,
            inputs is null ? null : Tensors(inputs, nameof(inputs)));

    private static Tensor[] Tensors(object value, string name) => [.. List(value, name).Select(t => t ?? throw Wrong(null, name))];

    private static Tensor?[] List(object value, string name) => value is IEnumerable list and not Tensor and not string
        ? [.. list.Cast<object?>().Select(item => One(item, name))] : [One(value, name)];

    private static Tensor? One(object? value, string name) => NestedNumbers.Unwrap(value) switch
    {
        null => null,
        Tensor tensor => tensor,
        var other => throw Wrong(other, name),
    };

    private static AutogradPSException Wrong(object? value, string name) =>
        new("InvalidArgument", ErrorKind.InvalidArgument, $"{name} takes a tensor or a list of tensors, not {value?.GetType().Name ?? "$null"}.", value);
}
