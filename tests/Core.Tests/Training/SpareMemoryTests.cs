using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutogradPS.Training;

namespace AutogradPS.Tests.Training;

public sealed class SpareMemoryTests
{
    private const int Block = 64 << 10, Blocks = 2000;

    [Fact]
    public unsafe void Freed_native_blocks_below_one_in_use_go_back_to_the_system()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere there is nothing to do
        nint[] blocks = new nint[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(Block);
            NativeMemory.Fill((void*)blocks[i], Block, 1);
        }
        // glibc gives back by itself what lies at the end of the heap.
        for (int i = 0; i < Blocks; i++)
            if (i % 20 != 19) NativeMemory.Free((void*)blocks[i]);
        long before = Environment.WorkingSet;
        new SpareMemory().Release();
        Assert.InRange(before - Environment.WorkingSet, (long)Block * Blocks / 2, long.MaxValue);
        for (int i = 19; i < Blocks; i += 20) NativeMemory.Free((void*)blocks[i]);
    }

    [Fact]
    public void What_steps_leave_is_collected_every_few_megabytes()
    {
        SpareMemory memory = new();
        WeakReference left = Garbage(8 << 20);
        memory.Sweep();
        Assert.False(left.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Garbage(int bytes)
    {
        // Held by nothing from the beginning, not even by this method's frame: a collection meanwhile would else make it outlive the next one.
        WeakReference first = Unheld();
        for (int made = 0; made < bytes; made += 1000) _ = new byte[1000];
        return first;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Unheld() => new(new byte[1000]);
}
