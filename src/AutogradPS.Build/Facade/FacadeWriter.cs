using System.Reflection;
using System.Text;

namespace AutogradPS.Build.Facade;

/// <summary>
/// Writes what scripts call by PyTorch's names: the classes behind [torch] and [torch.nn.functional], and the methods of a tensor with
/// their types.ps1xml. Each hands its arguments to ScriptBridge, which picks TorchSharp's overload.
/// </summary>
internal sealed class FacadeWriter(OneLiners table, Assembly torchSharp)
{
    private readonly Type _torch = torchSharp.GetType("TorchSharp.torch", true)!;

    /// <summary>The C# of the facades; returns how many names they have.</summary>
    public int WriteCode(string path)
    {
        Type functional = torchSharp.GetType("TorchSharp.torch+nn+functional", true)!;
        string[] functions = Union(table.Functions, StaticMethods(_torch));
        string[] functionals = Union(table.Functionals, StaticMethods(functional));
        string[] methods = TensorMethods();
        var code = new StringBuilder("""
            // Made by AutogradPS.Build from one-liners.txt and TorchSharp.
            #nullable enable
            #pragma warning disable
            using System.Management.Automation;
            using System.Runtime.InteropServices;
            
            namespace AutogradPS.Cmdlets.Members;

            """);
        Class(code, "TorchFunctions", "PyTorch's torch: its functions and constants, for scripts.", () =>
        {
            foreach (string name in functions) Function(code, name, "Function");
            foreach (MemberInfo member in Constants()) code.AppendLine($"    public static object? {Escape(member.Name)} => TorchSharp.torch.{Escape(member.Name)};");
        });
        Class(code, "FunctionalFunctions", "PyTorch's torch.nn.functional, for scripts.", () =>
        {
            foreach (string name in functionals) Function(code, name, "Functional");
        });
        Class(code, "TensorMethods", "The methods of a tensor that scripts call by PyTorch's names.", () =>
        {
            foreach (string name in methods)
                code.AppendLine($"    public static object? {Escape(name)}(PSObject self, {Declared}) => ScriptBridge.Method(\"{name}\", self, {Passed});");
        });
        WriteIfChanged(path, code.ToString());
        return functions.Length + functionals.Length + methods.Length;
    }

    /// <summary>The types file that gives tensors those methods.</summary>
    public void WriteTypes(string path)
    {
        var xml = new StringBuilder("""
            <?xml version="1.0" encoding="utf-8"?>
            <!-- Made by AutogradPS.Build from one-liners.txt and TorchSharp. -->
            <Types><Type><Name>TorchSharp.torch+Tensor</Name><Members>

            """);
        foreach (string name in TensorMethods())
            xml.AppendLine($"<CodeMethod><Name>{name}</Name><CodeReference><TypeName>AutogradPS.TensorMethods</TypeName><MethodName>{name}</MethodName></CodeReference></CodeMethod>");
        WriteIfChanged(path, xml.AppendLine("</Members></Type></Types>").ToString());
    }

    // Those of the table, and those that PowerShell's binder cannot handle: a number may be a Scalar or a Tensor, a dtype or device is a
    // word in a script, a tuple should come apart, an array is no IList.
    private string[] TensorMethods()
    {
        Type tensor = torchSharp.GetType("TorchSharp.torch+Tensor", true)!;
        IEnumerable<string> awkward = tensor.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => !m.IsSpecialName && m.DeclaringType == tensor && !m.IsGenericMethod && m.Name is not ("ToString" or "Equals" or "GetHashCode" or "Dispose"))
            .Where(m => m.ReturnType.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) || m.GetParameters().Any(p => IsAwkward(p.ParameterType)))
            .Select(m => m.Name);
        return Union(table.Methods, awkward);
    }

    private static bool IsAwkward(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.Name is "Scalar" or "ScalarType" or "Device" || plain.IsArray || (plain.IsGenericType && plain.IsInterface);
    }

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
    private const int MaxArguments = 10;

    private static readonly string Declared = string.Join(", ", Enumerable.Range(0, MaxArguments).Select(i => $"[Optional] object? a{i}"));

    private static readonly string Passed = "[" + string.Join(", ", Enumerable.Range(0, MaxArguments).Select(i => $"a{i}")) + "]";

    private static void Function(StringBuilder code, string name, string call) =>
        code.AppendLine($"    public static object? {Escape(name)}({Declared}) => ScriptBridge.{call}(\"{name}\", {Passed});");

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
