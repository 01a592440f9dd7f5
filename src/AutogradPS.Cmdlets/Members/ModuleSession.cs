using System.Collections;
using System.Management.Automation;
using System.Reflection;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>
/// What AutogradPS.psm1 asks for while it is imported and removed. It is here rather than there because the engine makes and compiles
/// a call site for every expression of a script, which for code that runs once took a quarter of the import.
/// </summary>
/// <remarks>What it reaches for by reflection is the engine's own and not public.</remarks>
public static class ModuleSession
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;

    // Types in the module's load context cannot be named from a script; accelerators can.
    private static readonly Dictionary<string, Type> Accelerators = new()
    {
        ["torch"] = typeof(TorchFunctions),
        ["torch.Tensor"] = typeof(Tensor),
        ["torch.dtype"] = typeof(ScalarType),
        ["torch.autograd"] = typeof(AutogradFunctions),
        ["torch.nn"] = typeof(NetworkFunctions),
        ["torch.nn.functional"] = typeof(FunctionalFunctions),
        ["torch.nn.init"] = typeof(InitFunctions),
        ["torch.nn.utils"] = typeof(UtilityFunctions),
        ["torch.optim"] = typeof(OptimizerFunctions),
        ["torch.linalg"] = typeof(LinearAlgebraFunctions),
        ["torch.special"] = typeof(SpecialFunctions),
        ["torch.fft"] = typeof(FourierFunctions),
        ["torch.cuda"] = typeof(CudaFunctions),
        ["AutogradPS.GraphMembers"] = typeof(GraphMembers),
        ["AutogradPS.NetworkMembers"] = typeof(NetworkMembers),
        ["AutogradPS.TensorMembers"] = typeof(TensorMembers),
        ["AutogradPS.TensorConverter"] = typeof(TensorConverter),
        ["AutogradPS.TensorMethods"] = typeof(TensorMethods),
        ["AutogradPS.ModuleMethods"] = typeof(ModuleMethods),
        ["AutogradPS.OptimizerMethods"] = typeof(OptimizerMethods),
        ["AutogradPS.GeneratorMethods"] = typeof(GeneratorMethods),
    };

    /// <summary>Gives scripts the names of the module's types, and the engine our operators.</summary>
    public static void Enter()
    {
        IDictionary names = Names();
        foreach ((string name, Type type) in Accelerators)
        {
            if (!names.Contains(name)) Registry("Add", name, type);
        }
        EngineMethods.Install();
    }

    /// <summary>
    /// Makes the cmdlets of the assembly those of the module: a second import of the same assembly (Import-Module -Force) does not by
    /// itself, https://github.com/PowerShell/PowerShell/issues/20710.
    /// </summary>
    public static void Export(PSModuleInfo module, PSModuleInfo assembly)
    {
        MethodInfo add = typeof(PSModuleInfo).GetMethod("AddExportedCmdlet", Hidden)!;
        foreach (CmdletInfo cmdlet in assembly.ExportedCmdlets.Values) add.Invoke(module, [cmdlet]);
    }

    /// <summary>Takes back what <see cref="Enter"/> gave.</summary>
    public static void Leave()
    {
        EngineMethods.Remove();
        foreach (string name in Accelerators.Keys) Registry("Remove", name);
        // The engine remembers every type name that it resolved once, accelerator or not; without this [torch] would outlive the module.
        object? resolved = Engine("Language.TypeCache")?.GetField("s_cache", Hidden)?.GetValue(null);
        resolved?.GetType().GetMethod("Clear")?.Invoke(resolved, null);
    }

    private static IDictionary Names() => (IDictionary)Engine("TypeAccelerators")!.GetProperty("Get", Hidden)!.GetValue(null)!;

    private static void Registry(string method, params object[] arguments) => Engine("TypeAccelerators")!.GetMethod(method, Hidden)!.Invoke(null, arguments);

    private static Type? Engine(string name) => typeof(PSObject).Assembly.GetType("System.Management.Automation." + name);
}
