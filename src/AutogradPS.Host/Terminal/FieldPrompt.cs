using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AutogradPS.Host.Terminal;

/// <summary>Asks for values by name, for instance for a command's missing mandatory parameters.</summary>
internal sealed class FieldPrompt(ConsoleUI ui)
{
    /// <summary>Asks for every field until it has a value of the field's type.</summary>
    /// <returns>The values by field name.</returns>
    public Dictionary<string, PSObject> Ask(string? caption, string? message, Collection<FieldDescription> fields)
    {
        ui.WriteQuestion(caption, message);
        if (fields.Any(field => !string.IsNullOrEmpty(field.HelpMessage)))
        {
            ui.WriteLine("(Type !? for Help.)");
        }

        Dictionary<string, PSObject> values = [];
        foreach (FieldDescription field in fields)
        {
            Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type found)
                || LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out found) ? found : typeof(string);
            values.Add(field.Name, PSObject.AsPSObject(type.IsArray || type.IsAssignableTo(typeof(System.Collections.IList))
                ? AskForList(field, type)
                : AskForOne(field, type, $"{field.Name}: ")));
        }

        return values;
    }

    private object AskForList(FieldDescription field, Type type)
    {
        Type elementType = type.GetElementType() ?? typeof(object);
        List<object?> items = [];
        while (AskForOne(field, elementType, $"{field.Name}[{items.Count}]: ", endsWhenEmpty: true) is { } item)
        {
            items.Add(item);
        }

        return LanguagePrimitives.TryConvertTo(items.ToArray(), type, out object list) ? list : items.ToArray();
    }

    private object? AskForOne(FieldDescription field, Type type, string label, bool endsWhenEmpty = false)
    {
        while (true)
        {
            if (type == typeof(PSCredential))
            {
                return ui.PromptForCredential(null!, field.Name, null!, null!);
            }

            ui.Write(label);
            if (type == typeof(SecureString))
            {
                SecureString secret = ui.ReadLineAsSecureString();
                return endsWhenEmpty && secret.Length == 0 ? null : secret;
            }

            string text = ui.ReadAnswer();
            if (endsWhenEmpty && text.Length == 0)
            {
                return null;
            }

            if (text == "!?")
            {
                ui.WriteLine(string.IsNullOrEmpty(field.HelpMessage) ? $"No help is available for {field.Name}." : field.HelpMessage);
            }
            else if (LanguagePrimitives.TryConvertTo(text, type, CultureInfo.InvariantCulture, out object value))
            {
                return value;
            }
            else
            {
                ui.WriteLine($"Cannot recognize \"{text}\" as a {type}.");
            }
        }
    }
}
