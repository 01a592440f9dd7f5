using System.Reflection;
using System.Text;

namespace AutogradPS.Build.Facade;

/// <summary>
/// Writes what scripts call by PyTorch's names: the classes behind [torch], [torch.nn] and their kin, and the methods of tensors, modules,
/// optimizers and generators with their types.ps1xml. Each hands its arguments to ScriptBridge, which picks TorchSharp's overload.
/// </summary>
internal sealed class FacadeWriter(OneLiners table, Assembly torchSharp)
{
    private readonly Type _torch = torchSharp.GetType("TorchSharp.torch", true)!;

    /// <summary>The C# of the facades; returns how many names they have.</summary>
    public int WriteCode(string path)
    {
        var code = new StringBuilder("""
            // Made by AutogradPS.Build from one-liners.txt and TorchSharp.
            #nullable enable
            #pragma warning disable
            using System.Management.Automation;
            using System.Runtime.InteropServices;
            
            namespace AutogradPS.Cmdlets.Members;

            """);
        int count = 0;
        foreach ((string name, string roof, string type, IEnumerable<string> further) in Namespaces())
        {
            string[] functions = Union(further, StaticMethods(torchSharp.GetType(type, true)!));
            count += functions.Length;
            Class(code, name, $"PyTorch's {roof}, for scripts.", () =>
            {
                foreach (string function in functions)
                    code.AppendLine($"    public static {Result(type, function)} {Escape(function)}({Declared}) => ScriptBridge.Function(\"{roof}\", \"{function}\", {Passed});");
                if (roof != "torch") return;
                foreach (MemberInfo member in Constants()) code.AppendLine($"    public static object? {Escape(member.Name)} => TorchSharp.torch.{Escape(member.Name)};");
            });
        }
        foreach ((string name, string type, IEnumerable<string> further) in Objects())
        {
            string[] methods = Methods(type, further);
            count += methods.Length;
            Class(code, name, $"The methods of {type} that scripts call by PyTorch's names.", () =>
            {
                foreach (string method in methods)
                    code.AppendLine($"    public static {Result(type, method)} {Escape(method)}(PSObject self, {Declared}) => ScriptBridge.Method(\"{method}\", self, {Passed});");
            });
        }
        WriteIfChanged(path, code.ToString());
        return count;
    }

    /// <summary>The types file that gives the objects those methods.</summary>
    public void WriteTypes(string path)
    {
        var xml = new StringBuilder("""
            <?xml version="1.0" encoding="utf-8"?>
            <!-- Made by AutogradPS.Build from one-liners.txt and TorchSharp. -->
            <Types>

            """);
        foreach ((string name, string type, IEnumerable<string> further) in Objects())
        {
            xml.AppendLine($"<Type><Name>{type}</Name><Members>");
            foreach (string method in Methods(type, further))
                xml.AppendLine($"<CodeMethod><Name>{method}</Name><CodeReference><TypeName>AutogradPS.{name}</TypeName><MethodName>{method}</MethodName></CodeReference></CodeMethod>");
            xml.AppendLine("</Members></Type>");
        }
        WriteIfChanged(path, xml.AppendLine("</Types>").ToString());
    }

    // The class, what scripts call it, where its functions come from, and those that TorchSharp keeps elsewhere.
    private IEnumerable<(string Class, string Roof, string Type, IEnumerable<string> Further)> Namespaces() =>
    [
        ("TorchFunctions", "torch", "TorchSharp.torch", table.Functions),
        ("AutogradFunctions", "torch.autograd", "TorchSharp.torch+autograd", []),
        ("FunctionalFunctions", "torch.nn.functional", "TorchSharp.torch+nn+functional", table.Functionals),
        ("NetworkFunctions", "torch.nn", "TorchSharp.torch+nn", []),
        ("InitFunctions", "torch.nn.init", "TorchSharp.torch+nn+init", table.FunctionsOf("torch.nn.init")),
        ("UtilityFunctions", "torch.nn.utils", "TorchSharp.torch+nn+utils", table.FunctionsOf("torch.nn.utils")),
        ("OptimizerFunctions", "torch.optim", "TorchSharp.torch+optim", []),
        ("LinearAlgebraFunctions", "torch.linalg", "TorchSharp.torch+linalg", ["matmul", .. table.FunctionsOf("torch.linalg")]),
        ("SpecialFunctions", "torch.special", "TorchSharp.torch+special", table.FunctionsOf("torch.special")),
        ("FourierFunctions", "torch.fft", "TorchSharp.torch+fft", table.FunctionsOf("torch.fft")),
        ("CudaFunctions", "torch.cuda", "TorchSharp.torch+cuda", []),
    ];

    // The class, whose methods it has, and those that TorchSharp has elsewhere, has only on some, or lacks.
    private IEnumerable<(string Class, string Type, IEnumerable<string> Further)> Objects() =>
    [
        ("TensorMethods", "TorchSharp.torch+Tensor", table.Methods),
        ("ModuleMethods", "TorchSharp.torch+nn+Module", ["forward", "call", "to", "cpu", "cuda", "float", "double", "half", "append",
            "get_weight_ih", "get_weight_hh", "get_bias_ih", "get_bias_hh"]),
        ("OptimizerMethods", "TorchSharp.torch+optim+Optimizer", []),
        ("GeneratorMethods", "TorchSharp.torch+Generator", []),
    ];

    private static readonly string[] Plain = ["ToString", "Equals", "GetHashCode", "GetType", "Dispose", "DetachFromDisposeScope", "MoveToOuterDisposeScope", "MoveToOtherDisposeScope"];

    private string[] Methods(string type, IEnumerable<string> further) => Union(further,
        torchSharp.GetType(type, true)!.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => !m.IsSpecialName && !m.IsGenericMethod && !Plain.Contains(m.Name)).Select(m => m.Name));

    // A method without a result must not write $null into the script's output.
    private string Result(string type, string name) =>
        torchSharp.GetType(type, true)!.GetMethods().Where(m => m.Name == name).ToArray() is { Length: > 0 } all && all.All(m => m.ReturnType == typeof(void)) ? "void" : "object?";

    private IEnumerable<MemberInfo> Constants() => _torch.GetFields(BindingFlags.Public | BindingFlags.Static).Cast<MemberInfo>()
        .Concat(_torch.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => p.CanRead && p.GetIndexParameters().Length == 0))
        .Where(m => !StaticMethods(_torch).Contains(m.Name));

    private static IEnumerable<string> StaticMethods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => !m.IsSpecialName && m.DeclaringType == type).Select(m => m.Name);

    // PowerShell does not tell Hardtanh from hardtanh, nor .T from .t(): PyTorch's functions are the lower-case ones.
    private static string[] Union(IEnumerable<string> a, IEnumerable<string> b) =>
        [.. a.Union(b).GroupBy(n => n.ToLowerInvariant()).Select(g => g.Contains(g.Key) ? g.Key : g.First()).Order(StringComparer.Ordinal)];

    // Optional objects rather than params: PowerShell would take an array as the whole list of arguments, and its code methods
    // pass only the first of params on. What is not given arrives as Type.Missing.
    private const int MaxArguments = 16;

    private static readonly string Declared = string.Join(", ", Enumerable.Range(0, MaxArguments).Select(i => $"[Optional] object? a{i}"));

    private static readonly string Passed = "[" + string.Join(", ", Enumerable.Range(0, MaxArguments).Select(i => $"a{i}")) + "]";

    private static void Class(StringBuilder code, string name, string summary, Action body)
    {
        code.AppendLine($"/// <summary>{summary}</summary>").AppendLine($"public static class {name}").AppendLine("{");
        body();
        code.AppendLine("}").AppendLine();
    }

    private static string Escape(string name) => "@" + name;

    private static void WriteIfChanged(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
    }
}
