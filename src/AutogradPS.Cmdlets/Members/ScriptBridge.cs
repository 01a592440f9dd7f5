using System.Management.Automation;
using System.Reflection;
using AutogradPS.Errors;
using AutogradPS.Scripting;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>Between the generated members and Core: errors become error records with an id and a category.</summary>
internal static class ScriptBridge
{
    public static object? Method(string name, PSObject self, object?[] arguments) => Guard(() => ScriptCall.Method(name, (Tensor)self.BaseObject, Given(arguments)));

    public static object? Function(string name, object?[] arguments) => Guard(() => ScriptCall.Function(name, Given(arguments)));

    public static object? Functional(string name, object?[] arguments) => Guard(() => ScriptCall.Functional(name, Given(arguments)));

    private static object?[] Given(object?[] arguments) => Array.FindIndex(arguments, a => a is Missing) is var end and >= 0 ? arguments[..end] : arguments;

    private static object? Guard(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (AutogradPSException e)
        {
            throw new RuntimeException(e.Message, e, ErrorRecords.From(e));
        }
    }
}
