using System.Text.RegularExpressions;

namespace AutogradPS.Networks.Layers;

/// <summary>
/// Reads one layer in either of two notations: PyTorch's call, <c>Conv2d(1, 64, 5, stride=2, padding=2)</c>, with or without
/// <c>nn.</c> before it, and the shell's, <c>Conv2d 1 64 5 -stride 2 -padding 2</c>. <c>SpectralNorm</c> before a layer, or
/// <c>spectral_norm(...)</c> around it, normalises its weights.
/// </summary>
internal static partial class LayerParser
{
    /// <summary>Takes a layer apart; nothing is checked against the catalogue yet.</summary>
    /// <exception cref="Errors.AutogradPSException">InvalidLayer.</exception>
    public static LayerText Parse(string text, int position)
    {
        Match normalised = Normalised().Match(text);
        Match match = Layer().Match(normalised.Success ? normalised.Groups["layer"].Value : text);
        if (!match.Success)
            throw LayerError.At(text, position, text.Count(c => c == '(') != text.Count(c => c == ')') ? "its brackets do not match" : "begin with a layer's name, such as 'Linear 784 512' or 'Conv2d(1, 64, 5, stride=2)'");
        string name = match.Groups["name"].Value;
        var values = new List<string>();
        var named = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        void Add(string? key, string value)
        {
            if (key is null && named.Count > 0) throw LayerError.At(text, position, $"'{value}' stands after a named value; give values without a name first");
            if (key is null) values.Add(value);
            else if (!named.TryAdd(key, value)) throw LayerError.At(text, position, $"'{key}' is given twice");
        }

        if (match.Groups["call"].Success)
            foreach (string argument in SplitOutside(match.Groups["call"].Value, text, position))
            {
                Match assignment = Assignment().Match(argument);
                if (assignment.Success) Add(assignment.Groups[1].Value, assignment.Groups[2].Value.Trim());
                else Add(null, argument);
            }
        else
        {
            string[] words = [.. Word().Matches(match.Groups["words"].Value).Select(m => m.Value)];
            for (int i = 0; i < words.Length; i++)
            {
                Match option = Option().Match(words[i]);
                if (!option.Success) Add(null, words[i]);
                else if (option.Groups[2].Success) Add(option.Groups[1].Value, option.Groups[2].Value);
                else if (i + 1 < words.Length && !Option().IsMatch(words[i + 1])) Add(option.Groups[1].Value, words[++i]);
                else Add(option.Groups[1].Value, "True"); // a switch
            }
        }
        return new LayerText(text.Trim(), position, name, values, named, normalised.Success);
    }

    // Commas within brackets belong to a tuple.
    private static IEnumerable<string> SplitOutside(string list, string text, int position)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            char c = i < list.Length ? list[i] : ',';
            if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            if (depth < 0 || (i == list.Length && depth != 0)) throw LayerError.At(text, position, "its brackets do not match");
            if (c != ',' || depth != 0) continue;
            string part = list[start..i].Trim();
            start = i + 1;
            if (part.Length > 0) yield return part;
            else if (i < list.Length) throw LayerError.At(text, position, "there is nothing before a comma");
        }
    }

    [GeneratedRegex(@"^\s*(?:torch\.)?(?:nn\.)?(?<name>[A-Za-z][A-Za-z0-9]*)\s*(?:\((?<call>.*)\)|(?<words>\s.*)?)\s*$", RegexOptions.Singleline)]
    private static partial Regex Layer();

    [GeneratedRegex(@"^\s*(?:[A-Za-z_.]+\.)?spectral_?norm(?:\s+(?<layer>[A-Za-z].*)|\s*\((?<layer>.*)\)\s*)$", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Normalised();

    [GeneratedRegex(@"^([A-Za-z_]\w*)\s*=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"[(\[][^)\]]*[)\]]|[^\s]+")]
    private static partial Regex Word();

    // -stride, -bias:$false; a minus before a digit is a number.
    [GeneratedRegex(@"^-([A-Za-z_]\w*)(?::(.+))?$")]
    private static partial Regex Option();
}
