using System.Management.Automation;
using System.Reflection;
using AutogradPS.Errors;
using AutogradPS.Scripting;

namespace AutogradPS.Cmdlets.Members;

/// <summary>Between the generated members and Core: errors become error records with an id and a category.</summary>
internal static class ScriptBridge
{
    public static object? Method(string name, PSObject self, object?[] arguments)
    {
        try
        {
            return ScriptCall.Method(name, self.BaseObject, Given(arguments));
        }
        catch (AutogradPSException e)
        {
            throw new ScriptCallException(e);
        }
    }

    public static object? Function(string roof, string name, object?[] arguments)
    {
        try
        {
            return ScriptCall.Function(roof, name, Given(arguments));
        }
        catch (AutogradPSException e)
        {
            throw new ScriptCallException(e);
        }
    }

    // What is not given arrives as Type.Missing; a script block is a function that Core can call.
    private static object?[] Given(object?[] arguments)
    {
        int count = Array.FindIndex(arguments, a => a is Missing);
        var given = new object?[count < 0 ? arguments.Length : count];
        for (int i = 0; i < given.Length; i++)
        {
            object? value = arguments[i] is PSObject wrapped ? wrapped.BaseObject : arguments[i];
            given[i] = value is ScriptBlock block ? () => block.InvokeReturnAsIs() is PSObject result ? result.BaseObject : null : value;
        }
        return given;
    }
}
