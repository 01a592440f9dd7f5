using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AutogradPS.Autograd;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting.Aten;

/// <summary>A function of libtorch's with its arguments, ready to be called: by a TorchScript function of one line, whose types are those of the declaration.</summary>
/// <remarks>A line that does not compile would end the process. Hence every argument is of the declared type, and every declaration is one of libtorch's own.</remarks>
internal sealed class AtenCall(string name, object? self, IReadOnlyList<AtenArgument> arguments, int cost)
{
    // More than any session calls functions in ways.
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<string, TorchScript> Scripts = new();

    /// <summary>How far the arguments are from what is wanted; lower wins.</summary>
    public int Cost => cost;

    /// <summary>Calls it; several results are an array.</summary>
    /// <exception cref="Errors.AutogradPSException">What libtorch says against the arguments.</exception>
    public object? Invoke()
    {
        foreach (AtenArgument argument in arguments)
        {
            foreach (Tensor tensor in argument.Tensors) TensorCheck.InCall(tensor);
            if (argument.Sections is { } count) SafeOperators.CheckPieces(count, self);
        }
        AtenSource source = new();
        string text = source.Returning($"torch.{name}({string.Join(", ", arguments.Select(argument => argument.Write(source)))})");
        if (Scripts.Count >= Most) Scripts.Clear();
        object result = Scripts.GetOrAdd(text, lines => new TorchScript(lines)).InvokeOn(self, "call", source.Values);
        if (self is Tensor changed && name.EndsWith('_'))
        {
            ((Tensor)result).Dispose(); // the same tensor once more
            return changed;
        }
        return result is ITuple tuple ? Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray() : result;
    }
}
