using System.Globalization;

namespace AutogradPS.Networks.Layers;

/// <summary>The values of a layer, bound to its signature and checked, by name.</summary>
internal sealed class LayerArguments
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Binds the values as Python would: by position first, then by name, then defaults.</summary>
    /// <exception cref="Errors.AutogradPSException">InvalidLayer.</exception>
    public static LayerArguments Bind(LayerDefinition definition, LayerText text)
    {
        if (text.Values.Count > definition.Parameters.Count)
            throw LayerError.At(text, $"it has {text.Values.Count} values, but takes at most {definition.Parameters.Count}: {definition.Signature}");
        foreach (string name in text.Named.Keys)
            if (!definition.Parameters.Any(p => Same(p.Name, name)))
                throw LayerError.At(text, $"{definition.Name} has no '{name}'{Suggestion(name, definition)}; its signature is {definition.Signature}");

        var bound = new LayerArguments();
        for (int i = 0; i < definition.Parameters.Count; i++)
        {
            LayerParameter parameter = definition.Parameters[i];
            string? byName = text.Named.FirstOrDefault(n => Same(n.Key, parameter.Name)).Value;
            if (byName is not null && i < text.Values.Count) throw LayerError.At(text, $"'{parameter.Name}' is given twice, by position and by name");
            string value = byName ?? (i < text.Values.Count ? text.Values[i] : parameter.Default)
                ?? throw LayerError.At(text, $"'{parameter.Name}' is missing; the signature is {definition.Signature}");
            bound._values[parameter.Name] = value == "None" && parameter.Default == "None" ? null : Read(value, parameter, text);
        }
        bound.CheckDivides("groups", "in_channels", text);
        bound.CheckDivides("groups", "out_channels", text);
        bound.CheckDivides("num_groups", "num_channels", text);
        if (bound._values.ContainsKey("p") && bound.Float("p") is < 0 or > 1) throw LayerError.At(text, FormattableString.Invariant($"p ({bound.Float("p")}) is a probability, 0 to 1"));
        return bound;
    }

    // TorchSharp builds a layer whose groups do not divide its channels, and fails only at its first input.
    private void CheckDivides(string groups, string channels, LayerText text)
    {
        if (_values.ContainsKey(groups) && Int(channels) % Int(groups) != 0) throw LayerError.At(text, $"{groups} ({Int(groups)}) must divide {channels} ({Int(channels)})");
    }

    /// <summary>The value of a size or an int.</summary>
    public long Int(string name) => (long)_values[name]!;

    /// <summary>The value of a float.</summary>
    public double Float(string name) => (double)_values[name]!;

    /// <summary>The value of a bool.</summary>
    public bool Flag(string name) => (bool)_values[name]!;

    /// <summary>The value of a word, in lower case.</summary>
    public string Word(string name) => (string)_values[name]!;

    /// <summary>The value of sizes.</summary>
    public long[] Sizes(string name) => (long[])_values[name]!;

    /// <summary>The value of a pair or a padding, one number standing for both.</summary>
    public (long, long) Pair(string name) => PairOrNull(name)!.Value;

    /// <summary>As <see cref="Pair"/>, null for None.</summary>
    public (long, long)? PairOrNull(string name) => _values[name] is long[] pair ? (pair[0], pair[^1]) : null;

    private static bool Same(string a, string b) => string.Equals(a.Replace("_", "", StringComparison.Ordinal), b.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Suggestion(string name, LayerDefinition definition) =>
        ClosestName.Of(name, definition.Parameters.Select(p => p.Name)) is { } near ? $" (did you mean '{near}'?)" : "";

    private static object Read(string value, LayerParameter parameter, LayerText text)
    {
        object? read = parameter.Kind switch
        {
            "size" => Integer(value, 1),
            "int" => Integer(value, -1_000_000),
            "float" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null,
            "bool" => value.TrimStart('$').ToUpperInvariant() switch { "TRUE" or "1" => true, "FALSE" or "0" => false, _ => null },
            "word" => value.Trim('\'', '"').ToLowerInvariant(),
            "sizes" => Tuple(value, 1, int.MaxValue),
            "pair" => Tuple(value, 1, 2),
            _ => Tuple(value, 0, 2),
        };
        return read ?? throw LayerError.At(text, $"'{value}' is not a value of '{parameter.Name}', which takes {Expected(parameter.Kind)}");
    }

    private static long? Integer(string value, long least) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= MaxSize ? number : null;

    private static long[]? Tuple(string value, long least, int most)
    {
        long?[] numbers = [.. value.Trim('(', ')', '[', ']', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(v => Integer(v, least))];
        return numbers.Length >= 1 && numbers.Length <= most && numbers.All(n => n is not null) ? [.. numbers.Select(n => n!.Value)] : null;
    }

    private static string Expected(string kind) => kind switch
    {
        "size" => $"an integer from 1 to {MaxSize}",
        "int" => "an integer",
        "float" => "a number",
        "bool" => "True or False",
        "sizes" => "integers of 1 or more, such as 1,28,28",
        "pair" => "an integer of 1 or more, or two of them, such as 3,3",
        "padding" => "an integer of 0 or more, or two of them, such as 1,1",
        _ => "a word",
    };

    private const long MaxSize = 1 << 30;
}
