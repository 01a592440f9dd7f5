using System.Collections;
using System.Management.Automation;

namespace AutogradPS.Host.Commands.Utility;

/// <summary>New-Object: an instance of a .NET type, with constructor arguments and values for its properties.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateTrustedData]
    public string TypeName { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [ValidateTrustedData]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    [Parameter]
    [ValidateTrustedData]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo(TypeName, out Type type))
            throw Failed("TypeNotFound", ErrorCategory.InvalidType, $"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.");
        WriteObject(type == typeof(PSObject) || type == typeof(PSCustomObject) ? NewBag() : NewInstance(type));
    }

    private PSObject NewBag()
    {
        var bag = new PSObject();
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
            bag.Properties.Add(new PSNoteProperty(entry.Key.ToString(), entry.Value));
        return bag;
    }

    private object NewInstance(Type type)
    {
        try
        {
            // The engine's own [type]::new() chooses among constructors as a script would.
            var made = (Hashtable)InvokeCommand.InvokeScript(
                "param($type, $arguments) @{ Object = $type::new.Invoke($arguments) }", type, ArgumentList)[0].BaseObject;
            object instance = made["Object"]!;
            foreach (DictionaryEntry entry in Property ?? new Hashtable())
                SetProperty(PSObject.AsPSObject(instance), entry.Key.ToString()!, entry.Value);
            return instance;
        }
        catch (MethodInvocationException e)
        {
            throw Failed("ConstructorInvokedThrowException", ErrorCategory.InvalidOperation, e.InnerException?.Message ?? e.Message);
        }
        catch (MethodException)
        {
            throw Failed("CannotFindAppropriateCtor", ErrorCategory.ObjectNotFound, $"A constructor was not found. Cannot find an appropriate constructor for type {type.FullName}.");
        }
    }

    private void SetProperty(PSObject instance, string name, object? value)
    {
        PSPropertyInfo property = instance.Properties[name]
            ?? throw Failed("InvalidOperationException", ErrorCategory.InvalidOperation, $"The member \"{name}\" was not found for the specified .NET object.");
        property.Value = value;
    }

    private PSArgumentException Failed(string id, ErrorCategory category, string message)
    {
        var exception = new PSArgumentException(message);
        ThrowTerminatingError(new ErrorRecord(exception, id, category, TypeName));
        return exception;
    }
}
