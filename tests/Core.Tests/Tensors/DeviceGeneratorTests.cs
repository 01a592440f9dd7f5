using System.Runtime.InteropServices;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors;

public sealed class DeviceGeneratorTests
{
    // No GPU is needed to see that what an exported function returns is understood: the CPU's generators are made in the same way.
    [Fact]
    public void What_libtorch_makes_by_its_exported_function_draws_the_numbers_of_its_seed()
    {
        using Generator? made = DeviceGenerator.OfCpuByExport(5);
        Assert.Equal(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, made is not null);
        if (made is null) return;
        using Generator expected = new(5, CPU);
        Assert.Equal(Numbers(expected), Numbers(made));
        made.manual_seed(9);
        expected.manual_seed(9);
        Assert.Equal(Numbers(expected), Numbers(made));
    }

    [Fact]
    public void Generators_that_come_and_go_leave_the_global_one_as_it_is()
    {
        manual_seed(3);
        using Tensor expected = rand(4);
        manual_seed(3);
        for (ulong i = 0; i < 1000; i++) DeviceGenerator.OfCpuByExport(i)?.Dispose();
        using Tensor drawn = rand(4);
        Assert.Equal(expected.data<float>().ToArray(), drawn.data<float>().ToArray());
    }

    // What has no generator of its own has the CPU's numbers: here a device without memory, so that only where they go can be seen.
    [Fact]
    public void A_device_without_a_generator_gets_what_the_CPU_draws()
    {
        Device device = new("meta");
        using Generator generator = DeviceGenerator.Create(1, device);
        Assert.Equal(DeviceType.CPU, generator.device.type);
        using RandomStream stream = new(1, "noise");
        using Tensor drawn = stream.Randn(0, [3], device);
        Assert.Equal(DeviceType.META, drawn.device_type);
        Assert.Equal(DeviceType.META, TensorFactory.Filled(Fill.RandN, [2], ScalarType.Float32, device, seed: 1).device_type);
        Assert.Equal(DeviceType.META, TensorFactory.Filled(Fill.Rand, [2], ScalarType.Float32, device, seed: 1).device_type);
    }

    private static float[] Numbers(Generator generator)
    {
        using Tensor drawn = rand(4, generator: generator);
        return drawn.data<float>().ToArray();
    }
}
