using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutogradPS.Networks.Optimizers;

/// <summary>What an optimizer does to one vector of values: the same code for all lengths.</summary>
internal interface IVectorKernel
{
    /// <summary>Changes parameters and their state in place.</summary>
    /// <param name="parameter">Parameters.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="state1">First slot; unused ones are zeros to write over.</param>
    /// <param name="state2">Second slot.</param>
    /// <param name="state3">Third slot.</param>
    void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> state1, ref Vector<float> state2, ref Vector<float> state3);
}

/// <summary>
/// Runs a kernel over float32 memory on the calling thread. libtorch's kernels start their threads for every parameter, however short:
/// 10 against 40 microseconds a step at 4,000 values.
/// </summary>
internal static class VectorKernel
{
    // Optimized at once: with what tiered compilation knows of the first calls, the kernel is not always inlined, and takes three times as long.
    /// <summary>Applies the kernel to all values; slots that an optimizer does not keep are empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TKernel>(in TKernel kernel, Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> state1, Span<float> state2, Span<float> state3)
        where TKernel : struct, IVectorKernel
    {
        Span<Vector<float>> p = MemoryMarshal.Cast<float, Vector<float>>(parameter), s1 = MemoryMarshal.Cast<float, Vector<float>>(state1),
            s2 = MemoryMarshal.Cast<float, Vector<float>>(state2), s3 = MemoryMarshal.Cast<float, Vector<float>>(state3);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        for (int i = 0; i < p.Length; i++)
        {
            Vector<float> unused = default;
            kernel.Apply(ref p[i], g[i], ref At(s1, i, ref unused), ref At(s2, i, ref unused), ref At(s3, i, ref unused));
        }

        int done = p.Length * Vector<float>.Count;
        if (done == parameter.Length) return;
        // The rest, in a vector that is padded with zeros.
        Vector<float> pr = Load(parameter[done..]), r1 = Load(Rest(state1, done)), r2 = Load(Rest(state2, done)), r3 = Load(Rest(state3, done));
        kernel.Apply(ref pr, Load(gradient[done..]), ref r1, ref r2, ref r3);
        Store(pr, parameter[done..]);
        Store(r1, Rest(state1, done));
        Store(r2, Rest(state2, done));
        Store(r3, Rest(state3, done));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector<float> At(Span<Vector<float>> slot, int i, ref Vector<float> unused) => ref slot.IsEmpty ? ref unused : ref slot[i];

    private static Span<float> Rest(Span<float> slot, int done) => slot.IsEmpty ? slot : slot[done..];

    private static Vector<float> Load(ReadOnlySpan<float> values)
    {
        Vector<float> vector = default;
        values.CopyTo(MemoryMarshal.Cast<Vector<float>, float>(MemoryMarshal.CreateSpan(ref vector, 1)));
        return vector;
    }

    private static void Store(Vector<float> vector, Span<float> values) =>
        MemoryMarshal.Cast<Vector<float>, float>(MemoryMarshal.CreateSpan(ref vector, 1))[..values.Length].CopyTo(values);
}
