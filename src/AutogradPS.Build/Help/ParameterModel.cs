using System.Reflection;
using System.Xml.Linq;

namespace AutogradPS.Build.Help;

/// <summary>A parameter as its attributes declare it, together with its comment.</summary>
internal sealed class ParameterModel
{
    /// <summary>The name PowerShell gives to a parameter that belongs to every set.</summary>
    public const string AllSets = "__AllParameterSets";

    public ParameterModel(PropertyInfo property, XElement comment)
    {
        Name = property.Name;
        Type = TypeName(property.PropertyType);
        IsSwitch = property.PropertyType.Name == "SwitchParameter";
        IsArray = property.PropertyType.IsArray;
        Comment = comment;
        Aliases = [.. CmdletModel.Attributes(property, "AliasAttribute").SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)];
        Wildcards = CmdletModel.Attributes(property, "SupportsWildcardsAttribute").Any();
        Values = [.. CmdletModel.Attributes(property, "ValidateSetAttribute").SelectMany(a => a.ConstructorArguments).SelectMany(a => a.Value as IEnumerable<CustomAttributeTypedArgument> ?? []).Select(a => a.Value?.ToString() ?? "")];
        Type plain = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (Values.Count == 0 && plain.IsEnum) Values = plain.GetEnumNames();
        Sets = CmdletModel.Attributes(property, "ParameterAttribute").ToDictionary(a => CmdletModel.Named(a, "ParameterSetName") as string ?? AllSets, a => new ParameterUse(a));
    }

    private ParameterModel(string name, string text)
    {
        (Name, Type, IsSwitch) = (name, "SwitchParameter", true);
        Comment = new XElement("member", new XElement("summary", text));
    }

    public static ParameterModel WhatIf { get; } = new("WhatIf", "Shows what would happen, and does nothing.");

    public static ParameterModel Confirm { get; } = new("Confirm", "Asks before anything is done.");

    public string Name { get; }

    public string Type { get; }

    public bool IsSwitch { get; }

    public bool IsArray { get; }

    public bool Wildcards { get; }

    public XElement Comment { get; }

    public IReadOnlyList<string> Aliases { get; } = [];

    public IReadOnlyList<string> Values { get; } = [];

    /// <summary>How the parameter is used in each of its sets.</summary>
    public IReadOnlyDictionary<string, ParameterUse> Sets { get; } = new Dictionary<string, ParameterUse> { [AllSets] = ParameterUse.Named };

    public int FirstPosition => Sets.Values.Min(u => u.Position);

    /// <summary>The use in a set, or null where the parameter does not belong to it.</summary>
    public ParameterUse? In(string set) => Sets.TryGetValue(set, out ParameterUse? use) || Sets.TryGetValue(AllSets, out use) ? use : null;

    /// <summary>A type's name as PowerShell shows it.</summary>
    public static string TypeName(Type type)
    {
        if (type.IsArray) return TypeName(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } plain) return TypeName(plain);
        return type.Name;
    }
}
