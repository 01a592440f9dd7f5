using System.Reflection;
using System.Runtime.InteropServices;
using AutogradPS.Errors;
using TorchSharp;

namespace AutogradPS.Native;

/// <summary>Loads libtorch once, at the first tensor, and says what is wrong where it cannot be loaded.</summary>
/// <remarks>
/// TorchSharp's own fallback copies half a gigabyte beside its assembly and prints to the console, so the load is tried here
/// first and TorchSharp is touched only after it succeeded.
/// </remarks>
public static class TorchRuntime
{
    /// <summary>Names a folder with another libtorch, such as <c>torch/lib</c> of a Python install of PyTorch.</summary>
    public const string LibTorchVariable = "AUTOGRADPS_LIBTORCH";

    /// <summary>The version of libtorch that this build is for, such as 2.10.0.</summary>
    public static string LibTorchVersion { get; } = typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "LibTorchVersion").Value!;

    private static readonly Lazy<AutogradPSException?> Failure = new(Load);

    /// <summary>Loads libtorch, or throws the reason why it cannot be loaded; cheap after the first call.</summary>
    /// <exception cref="AutogradPSException">NativeLibraryMissing, NativeLibraryTooNew, LibTorchVersion or NativeLibraryFailed.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure) throw failure;
    }

    private static AutogradPSException? Load()
    {
        if (CheckLibTorchFolder() is { } wrong) return wrong;
        try
        {
            ThreadWaiting.Shorten();
            var assembly = typeof(torch).Assembly;
            NativeLibrary.Load("torch_cpu", assembly, null);
            NativeLibrary.Load("LibTorchSharp", assembly, null);
            return torch.TryInitializeDeviceType(DeviceType.CPU) ? null
                : Error("NativeLibraryFailed", "libtorch was loaded but did not initialise its CPU device.", null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return Explain(e);
        }
    }

    private static AutogradPSException? CheckLibTorchFolder()
    {
        if (Environment.GetEnvironmentVariable(LibTorchVariable) is not { Length: > 0 } folder) return null;
        string library = Path.Combine(folder, OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so");
        if (!File.Exists(library))
            return Error("NativeLibraryMissing", $"The environment variable {LibTorchVariable} names '{folder}', but there is no {Path.GetFileName(library)} in it. "
                + "Set it to the folder that holds libtorch (torch/lib of a Python install of PyTorch), or remove it to use the bundled one.", null);

        // The ABI is that of one minor version; a Python install of PyTorch names its own beside the folder.
        string versionFile = Path.Combine(folder, "..", "version.py");
        string minor = LibTorchVersion[..(LibTorchVersion.LastIndexOf('.') + 1)];
        if (File.Exists(versionFile) && File.ReadLines(versionFile).FirstOrDefault(l => l.StartsWith("__version__", StringComparison.Ordinal)) is { } line
            && !line.Contains($"'{minor}", StringComparison.Ordinal))
            return Error("LibTorchVersion", $"The libtorch that {LibTorchVariable} names has {line.Trim()}, but this build needs {LibTorchVersion}. "
                + $"Install PyTorch {LibTorchVersion} there, or remove the variable to use the bundled libtorch.", null);
        return null;
    }

    private static AutogradPSException Explain(Exception e)
    {
        string detail = e.Message;
        if (detail.Contains("GLIBCXX_", StringComparison.Ordinal) || detail.Contains("GLIBC_", StringComparison.Ordinal))
            return Error("NativeLibraryTooNew", "libtorch was built for a newer C or C++ runtime than this system has. Update the system (libstdc++6), "
                + $"or build the module on this system with build.ps1. The loader said: {detail}", e);
        if (detail.Contains("cannot open shared object", StringComparison.Ordinal) || detail.Contains("could not be found", StringComparison.Ordinal)
            || detail.Contains("Unable to load", StringComparison.Ordinal))
            return Error("NativeLibraryMissing", $"libtorch is not in the module's folder 'native', or one of its parts is missing, for {RuntimeInformation.RuntimeIdentifier}. "
                + $"Build the module on this system with build.ps1, or set {LibTorchVariable} to a folder that holds libtorch {LibTorchVersion}. The loader said: {detail}", e);
        return Error("NativeLibraryFailed", $"libtorch could not be loaded on {RuntimeInformation.RuntimeIdentifier}. The loader said: {detail}", e);
    }

    private static AutogradPSException Error(string id, string message, Exception? inner) => new(id, ErrorKind.ResourceUnavailable, message, null, inner);
}
