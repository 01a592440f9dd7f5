using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace AutogradPS.Loader;

/// <summary>
/// The load context that holds the whole module: its cmdlets, TorchSharp and every other dependency, so that none of them
/// meets another version of itself in the user's session. Only this assembly lives in the default context.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    /// <summary>Names a folder with another libtorch, such as <c>torch/lib</c> of a Python install of PyTorch.</summary>
    public const string LibTorchVariable = "AUTOGRADPS_LIBTORCH";

    // libtorch in the order of its dependencies: a library that is loaded already satisfies whoever needs it next,
    // wherever that one lies. The CUDA ones exist only where CUDA does.
    private static readonly string[] LibTorch = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    private static readonly Lazy<ModuleLoadContext> Shared = new(() => new ModuleLoadContext());

    private readonly string _managed = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;
    private readonly string _native;
    private readonly Lazy<bool> _preload;

    private ModuleLoadContext() : base("AutogradPS")
    {
        _native = Path.Combine(Path.GetDirectoryName(_managed)!, "native");
        _preload = new Lazy<bool>(PreloadLibTorch);
    }

    /// <summary>Loads one of the module's assemblies into the module's context; a second call gives the same one.</summary>
    public static Assembly LoadModuleAssembly(string name) => Shared.Value.LoadFromAssemblyName(new AssemblyName(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_managed, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        bool isTorch = unmanagedDllName.Contains("torch", StringComparison.OrdinalIgnoreCase);
        if (isTorch) _ = _preload.Value;
        // Of a folder with another libtorch nothing else is wanted: it may be a system's own, with a C library in it.
        string? path = Candidates(unmanagedDllName, isTorch ? LibTorchFolder : null).FirstOrDefault(File.Exists);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private IEnumerable<string> Candidates(string name, string? first)
    {
        foreach (string? folder in new[] { first, _native })
        {
            if (folder is null) continue;
            yield return Path.Combine(folder, name);
            yield return Path.Combine(folder, FileName(name));
        }
    }

    private bool PreloadLibTorch()
    {
        if (LibTorchFolder is not { } folder) return false;
        foreach (string path in LibTorch.Select(name => Path.Combine(folder, FileName(name))).Where(File.Exists))
            LoadUnmanagedDllFromPath(path);
        return true;
    }

    private static string? LibTorchFolder => Environment.GetEnvironmentVariable(LibTorchVariable) is { Length: > 0 } folder ? folder : null;

    private static string FileName(string name) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".dll"
        : (name.StartsWith("lib", StringComparison.Ordinal) ? name : "lib" + name) // SkiaSharp asks for libSkiaSharp
            + (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? ".dylib" : ".so");
}
