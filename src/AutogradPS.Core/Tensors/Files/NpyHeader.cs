using System.Globalization;
using System.Text.RegularExpressions;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Tensors.Files;

/// <summary>The header of a .npy file: a Python dictionary as text.</summary>
/// <param name="DType">The dtype.</param>
/// <param name="BigEndian">The other byte order than that of this machine.</param>
/// <param name="FortranOrder">The first dimension runs fastest.</param>
/// <param name="Shape">The dimensions.</param>
internal sealed partial record NpyHeader(ScalarType DType, bool BigEndian, bool FortranOrder, long[] Shape)
{
    /// <summary>Reads the text as NumPy writes it; the three keys may come in any order.</summary>
    /// <exception cref="AutogradPSException">MalformedTensorFile, UnsupportedTensorFile.</exception>
    public static NpyHeader Parse(string path, string text)
    {
        string? descr = null, fortran = null, shape = null;
        string rest = text.Trim();
        if (!rest.StartsWith('{') || !rest.EndsWith('}')) throw Malformed(path, "its header is no dictionary");
        rest = rest[1..^1];
        while (rest.Trim().Length > 0)
        {
            Match item = Item().Match(rest);
            if (!item.Success) throw Malformed(path, $"its header has '{Short(rest)}'");
            string value = item.Groups["value"].Value;
            ref string? slot = ref descr;
            switch (item.Groups["key"].Value)
            {
                case "descr": break;
                case "fortran_order": slot = ref fortran; break;
                case "shape": slot = ref shape; break;
                default: throw Malformed(path, $"its header has a '{item.Groups["key"].Value}'");
            }
            if (slot is not null) throw Malformed(path, $"'{item.Groups["key"].Value}' stands twice in its header");
            slot = value;
            rest = rest[item.Length..];
        }
        if (descr is null || fortran is null || shape is null) throw Malformed(path, "its header needs descr, fortran_order and shape");
        if (fortran is not ("True" or "False")) throw Malformed(path, $"fortran_order is '{Short(fortran)}'");
        (ScalarType dtype, bool bigEndian) = ParseDType(path, descr);
        return new NpyHeader(dtype, bigEndian, fortran == "True", ParseShape(path, shape));
    }

    private static (ScalarType, bool) ParseDType(string path, string descr)
    {
        Match code = Code().Match(descr);
        if (!code.Success)
            throw descr.StartsWith('[') ? TensorFileError.Unsupported(path, "it holds records of several fields; save each field by itself") : Malformed(path, $"its dtype is {Short(descr)}");
        ScalarType dtype = NpyDTypes.Find(code.Groups[2].Value)
            ?? throw TensorFileError.Unsupported(path, $"its dtype is {Short(descr)}; those that can be read are {NpyDTypes.All}. Convert the array with .astype() in NumPy");
        return (dtype, code.Groups[1].Value == ">");
    }

    private static long[] ParseShape(string path, string shape)
    {
        if (!ShapeTuple().IsMatch(shape)) throw Malformed(path, $"its shape is {Short(shape)}");
        string[] numbers = shape.Trim('(', ')', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. numbers.Select(n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out long d) ? d : throw Malformed(path, $"its shape is {Short(shape)}"))];
    }

    private static AutogradPSException Malformed(string path, string what) => TensorFileError.Malformed(path, ".npy", what);

    private static string Short(string text) => text.Trim() is { Length: > 40 } long_ ? long_[..40] + "..." : text.Trim();

    [GeneratedRegex(@"^\s*(?:'(?<key>\w+)'|""(?<key>\w+)"")\s*:\s*(?<value>'[^']*'|""[^""]*""|\([^()]*\)|\[.*\]|\w+)\s*(?:,|$)", RegexOptions.Singleline)]
    private static partial Regex Item();

    [GeneratedRegex(@"^['""]([<>|=]?)([a-zA-Z][0-9]+)['""]$")]
    private static partial Regex Code();

    // (), (3,), (3, 4), (3, 4,); one number needs its comma.
    [GeneratedRegex(@"^\(\s*(?:[0-9]{1,19}\s*,\s*(?:[0-9]{1,19}\s*(?:,\s*[0-9]{1,19}\s*){0,62},?\s*)?)?\)$")]
    private static partial Regex ShapeTuple();
}
