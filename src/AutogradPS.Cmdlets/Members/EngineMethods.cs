using System.Collections;
using System.Management.Automation;
using System.Reflection;
using AutogradPS.Scripting;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>
/// Operators are members of a tensor that no types file reaches: PowerShell takes them from its table of the methods of .NET types, one
/// for the whole process. That table gets our operators, and loses the methods that would end the process: runspaces that never imported
/// the module, as those of ForEach-Object -Parallel, lack its types file, and would call TorchSharp's own.
/// </summary>
/// <remarks>The table is the engine's own and not public. Where an engine keeps it otherwise, TorchSharp's members stay as they are.</remarks>
public static class EngineMethods
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type? Adapter = typeof(PSObject).Assembly.GetType("System.Management.Automation.DotNetAdapter");

    /// <summary>Changes the table; false where it is not as expected.</summary>
    public static bool Install()
    {
        Remove();
        try
        {
            object operators = Table("GetStaticMethodReflectionTable"), methods = Table("GetInstanceMethodReflectionTable");
            foreach (MethodInfo ours in typeof(TensorOperators).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                object entry = Entry(operators, ours.Name);
                object replacement = Activator.CreateInstance(entry.GetType(), Hidden, null, [new MethodBase[] { ours }], null)!;
                SetForms(entry, Forms(replacement));
            }
            var names = (IDictionary)Field(methods, "_indexes").GetValue(methods)!;
            foreach (string name in ScriptCall.EndTheProcess) names.Remove(name);
            foreach (string accessor in (string[])["get_TensorItems", "set_TensorItems"]) TakeOneTensor(Entry(methods, accessor));
            return true;
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or InvalidCastException or MissingMemberException or TargetInvocationException or ArgumentException)
        {
            Remove();
            return false;
        }
    }

    /// <summary>Lets the engine read the type anew.</summary>
    public static void Remove()
    {
        foreach (string cache in (string[])["s_staticMethodCacheTable", "s_instanceMethodCacheTable"])
        {
            if (Adapter?.GetField(cache, Hidden)?.GetValue(null) is not IDictionary tables) continue;
            lock (tables) tables.Remove(typeof(Tensor));
        }
    }

    // TorchSharp's brackets read a list of tensors without a look at what is in it, and a $null there ends the process. PowerShell makes a
    // list of one tensor itself; it is to find this form for one tensor only, and as IDisposable, which nothing else converts to.
    private static void TakeOneTensor(object accessor)
    {
        object form = Forms(accessor).Cast<object>().Single(f => ((MethodBase)Field(f, "method").GetValue(f)!).GetParameters()[0].ParameterType == typeof(Tensor[]));
        object index = ((Array)Field(form, "parameters").GetValue(form)!).GetValue(0)!;
        Field(index, "parameterType").SetValue(index, typeof(IDisposable));
        Field(index, "isParamArray").SetValue(index, false);
        Field(form, "hasVarArgs").SetValue(form, false);
    }

    private static object Table(string reader) => Adapter!.GetMethod(reader, Hidden)!.Invoke(null, [typeof(Tensor)])!;

    private static object Entry(object table, string name) => table.GetType().GetProperty("Item", Hidden)!.GetValue(table, [name])!;

    private static Array Forms(object entry) => (Array)Field(entry, "methodInformationStructures").GetValue(entry)!;

    private static void SetForms(object entry, Array forms) => Field(entry, "methodInformationStructures").SetValue(entry, forms);

    private static FieldInfo Field(object owner, string name) => owner.GetType().GetField(name, Hidden) ?? throw new MissingFieldException(owner.GetType().Name, name);
}
