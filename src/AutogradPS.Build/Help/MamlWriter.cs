using System.Xml.Linq;

namespace AutogradPS.Build.Help;

/// <summary>Writes what Get-Help reads: the MAML file of a binary module (schema: maml, command, dev 2004/10).</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(IReadOnlyList<CmdletModel> cmdlets, string path)
    {
        Dictionary<string, string> names = cmdlets.ToDictionary(c => c.FullName, c => c.Name, StringComparer.Ordinal);
        var document = new XDocument(new XElement(Items + "helpItems", new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
            cmdlets.Select(c => CommandElement(c, names))));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        document.Save(path);
    }

    private static XElement CommandElement(CmdletModel cmdlet, Dictionary<string, string> names) => new(Command + "command",
        new XElement(Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            Description(DocComments.Paragraphs(cmdlet.Comment.Element("summary"))),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun)),
        Description(DocComments.Paragraphs(cmdlet.Comment.Element("remarks"))),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => new XElement(Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            cmdlet.Parameters.Where(p => p.In(set) is not null).OrderBy(p => p.In(set)!.Position).Select(p => Parameter(p, p.In(set)!))))),
        new XElement(Command + "parameters", cmdlet.Parameters.Select(p => Parameter(p, p.Sets.Values.First()))),
        new XElement(Command + "inputTypes", cmdlet.Parameters.Where(p => p.Sets.Values.Any(u => u.ByValue)).Select(p => TypeElement(Command + "inputType", p.Type, DocComments.Paragraphs(p.Comment.Element("summary"))))),
        new XElement(Command + "returnValues", cmdlet.Outputs.Count == 0
            ? TypeElement(Command + "returnValue", "None", [])
            : cmdlet.Outputs.Select(o => TypeElement(Command + "returnValue", o, DocComments.Paragraphs(cmdlet.Comment.Element("returns"))))),
        new XElement(Command + "examples", cmdlet.Comment.Elements("example").Select(Example)),
        new XElement(Command + "relatedLinks", cmdlet.SeeAlso.Where(names.ContainsKey).Select(type => new XElement(Maml + "navigationLink",
            new XElement(Maml + "linkText", names[type]), new XElement(Maml + "uri")))));

    private static XElement Parameter(ParameterModel parameter, ParameterUse use) => new(Command + "parameter",
        new XAttribute("required", Lower(use.Mandatory)), new XAttribute("variableLength", Lower(parameter.IsArray)), new XAttribute("globbing", Lower(parameter.Wildcards)),
        new XAttribute("pipelineInput", use.PipelineText), new XAttribute("position", use.PositionText), new XAttribute("aliases", string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        Description(DocComments.Paragraphs(parameter.Comment.Element("summary"))),
        parameter.Values.Count == 0 ? null : new XElement(Command + "parameterValueGroup", parameter.Values.Select(v =>
            new XElement(Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), v))),
        parameter.IsSwitch ? null : new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", Lower(parameter.IsArray)), parameter.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", DefaultValue(parameter)));

    // The comments say "Default: x." where there is one; repeated for the table that Get-Help -Parameter shows.
    private static string DefaultValue(ParameterModel parameter)
    {
        string text = string.Join(' ', DocComments.Paragraphs(parameter.Comment.Element("summary")));
        int at = text.IndexOf("Default: ", StringComparison.Ordinal);
        return at < 0 ? parameter.IsSwitch ? "False" : "None" : text[(at + 9)..].Split(". ")[0].TrimEnd('.');
    }

    private static XElement Example(XElement example, int index) => new(Command + "example",
        new XElement(Maml + "title", $"Example {index + 1}: {example.Element("title")?.Value.Trim()}"),
        new XElement(Dev + "code", DocComments.Code(example.Element("code"))),
        new XElement(Dev + "remarks", DocComments.Paragraphs(example).Select(Para)));

    private static XElement TypeElement(XName name, string type, IReadOnlyList<string> text) => new(name,
        new XElement(Dev + "type", new XElement(Maml + "name", type), new XElement(Maml + "uri")), Description(text));

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", paragraphs.Select(Para));

    private static XElement Para(string text) => new(Maml + "para", text);

    private static string Lower(bool value) => value ? "true" : "false";
}
