using System.Collections;
using System.Management.Automation;
using System.Numerics;
using Newtonsoft.Json;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Writes objects as JSON the way pwsh does; Newtonsoft.Json comes with the engine, and pwsh writes with it too.</summary>
internal sealed class ObjectToJson(JsonTextWriter writer, int maxDepth, bool enumsAsStrings)
{
    /// <summary>Whether something lay too deep and was written as text.</summary>
    public bool IsTruncated { get; private set; }

    public void Write(object? value, int depth = 0)
    {
        object? item = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (item)
        {
            case null or DBNull:
                writer.WriteNull();
                break;
            case Enum named:
                if (enumsAsStrings)
                    writer.WriteValue(named.ToString());
                else
                    writer.WriteValue(Convert.ChangeType(named, named.GetTypeCode(), System.Globalization.CultureInfo.InvariantCulture));
                break;
            case string or DateTime or DateTimeOffset or Guid or Uri or decimal or BigInteger:
            case { } when item.GetType().IsPrimitive && item is not (IntPtr or UIntPtr):
                writer.WriteValue(item);
                break;
            case { } when depth > maxDepth:
                IsTruncated = true;
                writer.WriteValue(LanguagePrimitives.ConvertTo<string>(value));
                break;
            case IDictionary entries:
                WriteObject(entries.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, (object?)entry.Value)), depth);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? element in items)
                    Write(element, depth + 1);
                writer.WriteEndArray();
                break;
            default:
                WriteObject(PSObject.AsPSObject(value!).Properties.Select(property => (property.Name, ValueOf(property))), depth);
                break;
        }
    }

    private void WriteObject(IEnumerable<(string Name, object? Value)> properties, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            writer.WritePropertyName(name);
            Write(value, depth + 1);
        }
        writer.WriteEndObject();
    }

    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
