using System.Management.Automation;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Reads JSON into the objects pwsh makes of it: PSCustomObject or dictionary, array, string, long, double, DateTime.</summary>
internal sealed class JsonToObject(bool asHashtable, int maxDepth)
{
    /// <exception cref="ArgumentException">The text is not JSON.</exception>
    /// <exception cref="RuntimeException">It has keys that the result cannot have.</exception>
    public object? Read(string text)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = maxDepth };
            JToken token = JToken.ReadFrom(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                    throw new JsonReaderException($"Additional text found after the end of the JSON, line {reader.LineNumber}, position {reader.LinePosition}.");
            }
            return Convert(token);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"Conversion from JSON failed with error: {e.Message}", e);
        }
    }

    private object? Convert(JToken token) => token switch
    {
        JObject entries => asHashtable ? ToDictionary(entries) : ToObject(entries),
        JArray items => items.Select(Convert).ToArray(),
        JValue value => value.Value,
        _ => null,
    };

    private OrderedHashtable ToDictionary(JObject entries)
    {
        var dictionary = new OrderedHashtable();
        foreach (JProperty entry in entries.Properties())
            dictionary.Add(entry.Name, Convert(entry.Value));
        return dictionary;
    }

    private static RuntimeException Unfit(string id, string message)
    {
        var exception = new InvalidOperationException(message);
        return new RuntimeException(message, exception, new ErrorRecord(exception, id, ErrorCategory.InvalidOperation, targetObject: null));
    }

    private PSObject ToObject(JObject entries)
    {
        var result = new PSObject();
        foreach (JProperty entry in entries.Properties())
        {
            if (entry.Name.Length == 0)
                throw Unfit("EmptyKeyInJsonString", "The JSON has a property without a name, which an object cannot have. Use -AsHashtable.");
            if (result.Properties[entry.Name] is { } other)
                throw Unfit("KeysWithDifferentCasingInJsonString", $"The JSON has the properties '{other.Name}' and '{entry.Name}', which an object cannot tell apart. Use -AsHashtable.");
            result.Properties.Add(new PSNoteProperty(entry.Name, Convert(entry.Value)));
        }
        return result;
    }
}
