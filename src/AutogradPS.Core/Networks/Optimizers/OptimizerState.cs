using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Networks.Optimizers;

/// <summary>The tensors that an optimizer keeps for each parameter, by name: <c>exp_avg</c>, <c>step</c>, ...</summary>
internal sealed class OptimizerState : IDisposable
{
    /// <summary>The name of the one slot that counts steps, a float32 scalar a parameter, as PyTorch keeps it.</summary>
    public const string StepSlot = "step";

    private readonly string[] _slots;
    private readonly Tensor[][] _tensors;
    private readonly (nint Data, int Count)[][] _memory; // where each lies, to ask for it once; 0 for what is not float32 in the CPU's memory

    public OptimizerState(IReadOnlyList<Tensor> parameters, string[] slots)
    {
        _slots = slots;
        using var quiet = no_grad();
        _tensors = [.. slots.Select(slot => parameters.Select(p => New(slot, p).DetachFromDisposeScope()).ToArray())];
        _memory = Array.ConvertAll(_tensors, slot => Array.ConvertAll(slot, Place));
    }

    /// <summary>The tensors of a slot, one a parameter; those of chosen parameters only, where some are given.</summary>
    public Tensor[] Slot(string name, int[]? chosen)
    {
        Tensor[] all = _tensors[Array.IndexOf(_slots, name)];
        return chosen is null ? all : [.. chosen.Select(i => all[i])];
    }

    /// <summary>A share of one parameter's tensor in a slot; empty where there is no such slot.</summary>
    public unsafe Span<float> Memory(string name, int index, Range share)
    {
        int slot = Array.IndexOf(_slots, name);
        return slot < 0 ? [] : new Span<float>((void*)_memory[slot][index].Data, _memory[slot][index].Count)[share];
    }

    /// <summary>How many steps of one parameter were counted.</summary>
    public ref float Steps(int index) => ref Memory(StepSlot, index, ..)[0];

    public IReadOnlyDictionary<string, Tensor> Export() => Each().ToDictionary(e => e.Name, e => e.Tensor.clone());

    public void Import(IReadOnlyDictionary<string, Tensor> state)
    {
        (string Name, Tensor Tensor)[] own = [.. Each()];
        foreach ((string name, Tensor tensor) in own)
        {
            if (!state.TryGetValue(name, out Tensor? given))
                throw Mismatch($"'{name}' is missing in it", name);
            if (!given.shape.SequenceEqual(tensor.shape) || given.dtype != tensor.dtype)
                throw Mismatch($"'{name}' is {TensorText.Shape(given)} {DTypes.Name(given.dtype)} in it, not {TensorText.Shape(tensor)} {DTypes.Name(tensor.dtype)}", name);
        }
        if (state.Keys.Except(own.Select(o => o.Name)).FirstOrDefault() is { } extra) throw Mismatch($"it has '{extra}', which this optimizer does not keep", extra);
        using var quiet = no_grad();
        foreach ((string name, Tensor tensor) in own) tensor.copy_(state[name]);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.SelectMany(t => t)) tensor.Dispose();
    }

    private IEnumerable<(string Name, Tensor Tensor)> Each() =>
        _slots.SelectMany((slot, s) => _tensors[s].Select((tensor, i) => (FormattableString.Invariant($"{i}.{slot}"), tensor)));

    private static unsafe (nint Data, int Count) Place(Tensor tensor)
    {
        if (!TensorMemory.HasFloats(tensor)) return default;
        Span<float> values = TensorMemory.Floats(tensor);
        return ((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values)), values.Length);
    }

    private static Tensor New(string slot, Tensor parameter) =>
        slot == StepSlot ? zeros([], float32, parameter.device) : zeros(parameter.shape, parameter.dtype, parameter.device); // contiguous, whatever the parameter is

    private static AutogradPSException Mismatch(string what, string name) => new("OptimizerStateMismatch", ErrorKind.InvalidArgument,
        $"This state is not of this optimizer: {what}. Use the same optimizer, options and network as when it was saved.", name);
}
