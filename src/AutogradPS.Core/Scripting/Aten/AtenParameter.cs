using System.Text.RegularExpressions;

namespace AutogradPS.Scripting.Aten;

/// <summary>A parameter as libtorch declares it, such as <c>int[1]? dim=None</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes, or a list of them: Tensor, Scalar, int, float, bool, str, ScalarType, Device; others are left at their default.</param>
/// <param name="IsList">Whether it takes a list.</param>
/// <param name="Length">Of a list that one value can stand for, how many values there are; 0 where none can.</param>
/// <param name="TakesNull">Whether null is a value for it.</param>
/// <param name="TakesNulls">Whether null is one in its list.</param>
/// <param name="IsOptional">Whether it has a default.</param>
/// <param name="IsKeyword">Whether it is given by its name only.</param>
internal sealed partial record AtenParameter(string Name, string Type, bool IsList, int Length, bool TakesNull, bool TakesNulls, bool IsOptional, bool IsKeyword)
{
    /// <summary>Reads a declaration.</summary>
    public static AtenParameter Parse(string declaration, bool isKeyword)
    {
        Match match = Declaration().Match(declaration);
        if (!match.Success) throw new FormatException($"'{declaration}' is no parameter.");
        bool isList = match.Groups["list"].Success, nullable = match.Groups["null"].Success;
        return new AtenParameter(match.Groups["name"].Value, match.Groups["type"].Value is "SymInt" ? "int" : match.Groups["type"].Value, isList,
            int.TryParse(match.Groups["length"].ValueSpan, out int length) ? length : 0, isList ? match.Groups["nulls"].Success : nullable, isList && nullable, match.Groups["default"].Success, isKeyword);
    }

    /// <summary>Whether a script's keyword means it: PyTorch's Python calls libtorch's self input.</summary>
    public bool IsMeantBy(string keyword) => string.Equals(keyword, Name, StringComparison.OrdinalIgnoreCase) || (Name == "self" && string.Equals(keyword, "input", StringComparison.OrdinalIgnoreCase));

    // Marks of what is written to, such as Tensor(a!), say nothing here.
    [GeneratedRegex(@"^(?<type>\w+)(\([^)]*\))?(?<null>\?)?(?<list>\[(?<length>\d*)\](?<nulls>\?)?)? (?<name>\w+)(?<default>=.*)?$")]
    private static partial Regex Declaration();
}
