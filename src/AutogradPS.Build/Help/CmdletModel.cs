using System.Reflection;
using System.Xml.Linq;

namespace AutogradPS.Build.Help;

/// <summary>A cmdlet as its attributes declare it, together with its comments.</summary>
internal sealed class CmdletModel
{
    private readonly Type _type;

    private CmdletModel(Type type, CustomAttributeData cmdlet, DocComments comments)
    {
        _type = type;
        Verb = (string)cmdlet.ConstructorArguments[0].Value!;
        Noun = (string)cmdlet.ConstructorArguments[1].Value!;
        ShouldProcess = Named(cmdlet, "SupportsShouldProcess") is true;
        DefaultSet = Named(cmdlet, "DefaultParameterSetName") as string;
        Comment = comments.Of(type);
        Parameters = [.. type.GetProperties().Where(p => Attributes(p, "ParameterAttribute").Any())
            .Select(p => new ParameterModel(p, comments.Of(p))).OrderBy(p => p.FirstPosition).ThenBy(p => p.Name, StringComparer.Ordinal)];
        if (ShouldProcess) Parameters = [.. Parameters, ParameterModel.WhatIf, ParameterModel.Confirm];
    }

    public string Verb { get; }

    public string Noun { get; }

    public string Name => $"{Verb}-{Noun}";

    public bool ShouldProcess { get; }

    public string? DefaultSet { get; }

    public XElement Comment { get; }

    public IReadOnlyList<ParameterModel> Parameters { get; }

    /// <summary>The types that OutputType names.</summary>
    public IReadOnlyList<string> Outputs => [.. Attributes(_type, "OutputTypeAttribute").SelectMany(a => a.ConstructorArguments)
        .SelectMany(c => c.Value is IReadOnlyCollection<CustomAttributeTypedArgument> many ? many.Select(m => m.Value) : [c.Value])
        .Select(v => v is Type t ? ParameterModel.TypeName(t) : v?.ToString() ?? "").Where(n => n.Length > 0).Distinct()];

    /// <summary>The names of the parameter sets, the default one first; one nameless set where there are none.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            string[] named = [.. Parameters.SelectMany(p => p.Sets.Keys).Where(s => s != ParameterModel.AllSets).Distinct().OrderBy(s => s == DefaultSet ? 0 : 1)];
            return named.Length == 0 ? [ParameterModel.AllSets] : named;
        }
    }

    /// <summary>The cmdlets that this one's comment points to.</summary>
    public IEnumerable<string> SeeAlso => Comment.Elements("seealso").Select(e => e.Attribute("cref")?.Value ?? "").Where(c => c.StartsWith("T:", StringComparison.Ordinal)).Select(c => c[2..]);

    public string FullName => _type.FullName!;

    /// <summary>Every public cmdlet class of the assembly, by name.</summary>
    public static IReadOnlyList<CmdletModel> All(Assembly assembly, DocComments comments) =>
        [.. assembly.GetExportedTypes().Select(t => (Type: t, Cmdlet: Attributes(t, "CmdletAttribute").FirstOrDefault()))
            .Where(x => x.Cmdlet is not null && !x.Type.IsAbstract).Select(x => new CmdletModel(x.Type, x.Cmdlet!, comments)).OrderBy(c => c.Name, StringComparer.Ordinal)];

    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name)
    {
        for (MemberInfo? m = member; m is not null; m = m is PropertyInfo ? null : ((Type)m).BaseType)
            foreach (CustomAttributeData a in m.GetCustomAttributesData().Where(a => a.AttributeType.Name == name)) yield return a;
    }

    internal static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(n => n.MemberName == name).Select(n => n.TypedValue.Value).FirstOrDefault();
}
