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
        string? folder = Environment.GetEnvironmentVariable(LibTorchVariable) is { Length: > 0 } named ? named : null;
        if (folder is not null && CheckFolder(folder) is { } wrong) return wrong;
        try
        {
            ThreadWaiting.Shorten();
            var assembly = typeof(torch).Assembly;
            nint library = NativeLibrary.Load("torch_cpu", assembly, null);
            if (folder is not null && CheckVersion(library, folder) is { } other) return other;
            NativeLibrary.Load("LibTorchSharp", assembly, null);
            return torch.TryInitializeDeviceType(DeviceType.CPU) ? null
                : Error("NativeLibraryFailed", "libtorch was loaded but did not initialise its CPU device.", null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return Explain(e);
        }
    }

    private static AutogradPSException? CheckFolder(string folder)
    {
        string library = Path.Combine(folder, OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so");
        return File.Exists(library) ? null
            : Error("NativeLibraryMissing", $"The environment variable {LibTorchVariable} names '{folder}', but there is no {Path.GetFileName(library)} in it. "
                + "Set it to the folder that holds libtorch (torch/lib of a Python install of PyTorch), or remove it to use the bundled one.", null);
    }

    // The ABI is that of one minor version, and what is loaded on top of another one ends the process. libtorch says its own since 2.8: major, minor and patch in the upper bytes.
    private static unsafe AutogradPSException? CheckVersion(nint library, string folder)
    {
        Version needed = Version.Parse(LibTorchVersion);
        Version? found = null;
        if (NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out nint function))
        {
            ulong version = ((delegate* unmanaged[Cdecl]<ulong>)function)();
            found = new Version((byte)(version >> 56), (byte)(version >> 48), (byte)(version >> 40));
        }
        return found?.Major == needed.Major && found.Minor == needed.Minor ? null
            : Error("LibTorchVersion", $"The libtorch that {LibTorchVariable} names, in '{folder}', {(found is null ? "is an old one" : $"is {found}")}, but this build needs {LibTorchVersion}. "
                + $"Install PyTorch {LibTorchVersion} there, or remove the variable to use the bundled libtorch.", null);
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
