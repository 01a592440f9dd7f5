using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AutogradPS.Runs;

/// <summary>The machine that a run was started on.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="ProcessorCount">The processors that the process may use.</param>
/// <param name="MemoryGiB">The memory that the process may use.</param>
/// <param name="Gpus">The names of its GPUs, where the run is on one; null otherwise.</param>
public sealed record MachineInfo(string Host, string Processor, int ProcessorCount, double MemoryGiB, string[]? Gpus)
{
    /// <summary>This machine.</summary>
    /// <param name="device">The run's device.</param>
    public static MachineInfo Current(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new MachineInfo(Environment.MachineName, ProcessorName(), Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1), device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) ? GpuNames() : null);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Host}, {Processor}, {ProcessorCount} processors, {MemoryGiB} GiB")
        + (Gpus is null ? "" : $", {string.Join(" and ", Gpus)}");

    private static string ProcessorName()
    {
        string? name = OperatingSystem.IsLinux() && File.Exists("/proc/cpuinfo")
                ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1]
            : OperatingSystem.IsMacOS() ? Output("sysctl", "-n", "machdep.cpu.brand_string")?.FirstOrDefault()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name?.Trim() is { Length: > 0 } known ? known : RuntimeInformation.ProcessArchitecture.ToString();
    }

    // TorchSharp does not tell.
    private static string[] GpuNames() => Output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader") ?? ["unknown"];

    private static string[]? Output(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return null;
        }
    }
}
