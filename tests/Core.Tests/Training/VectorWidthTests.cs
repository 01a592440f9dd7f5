using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AutogradPS.Numerics;

namespace AutogradPS.Tests.Training;

/// <summary>Whole steps on a processor with AVX-512, and in a process in which .NET does as if it had none.</summary>
public sealed class VectorWidthTests
{
    [Fact]
    public async Task StepsWithoutAvx512HaveTheSameBits()
    {
        if (!ProductKernel512.IsSupported) return;
        ProcessStartInfo start = new("dotnet", ["exec", typeof(VectorWidthTests).Assembly.Location, "steps"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableAVX512"] = "0";
        start.Environment["DOTNET_EnableAVX512F"] = "0"; // its name before .NET 10
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(["without AVX-512", .. Steps()], lines);
    }

    /// <summary>What the child writes: whether it has AVX-512, and of the steps of each pair of networks a hash of all their bits.</summary>
    internal static void WriteSteps()
    {
        Console.WriteLine(ProductKernel512.IsSupported ? "with AVX-512" : "without AVX-512");
        foreach (string steps in Steps()) Console.WriteLine(steps);
    }

    private static IEnumerable<string> Steps() => FusedStepGradientsTests.BitsOfAllPairs().Select(bits => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(bits))));
}
