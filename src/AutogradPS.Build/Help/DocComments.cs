using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AutogradPS.Build.Help;

/// <summary>The XML doc comments of an assembly, as the compiler writes them.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, XElement> _members;

    public DocComments(string path) => _members = XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member")
        .ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>The comment of a type, or an empty element.</summary>
    public XElement Of(Type type) => Find($"T:{type.FullName!.Replace('+', '.')}");

    /// <summary>The comment of a property, from the class that declares it.</summary>
    public XElement Of(PropertyInfo property) => Find($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}");

    /// <summary>The paragraphs of an element: its para children, or its whole text.</summary>
    public static IReadOnlyList<string> Paragraphs(XElement? element)
    {
        if (element is null) return [];
        var paragraphs = new List<string>();
        var loose = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            if (node is XElement { Name.LocalName: "para" } para)
            {
                Flush(loose, paragraphs);
                paragraphs.Add(Text(para.Nodes()));
            }
            else if (node is not XElement { Name.LocalName: "title" or "code" }) loose.Append(Text([node]));
        }
        Flush(loose, paragraphs);
        return paragraphs;
    }

    /// <summary>Code with its common indentation and the empty lines around it removed.</summary>
    public static string Code(XElement? element)
    {
        string[] lines = (element?.Value ?? "").Replace("\r", "", StringComparison.Ordinal).Split('\n').Select(l => l.TrimEnd()).ToArray();
        int indent = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : "")).Trim('\n');
    }

    private XElement Find(string name) => _members.TryGetValue(name, out XElement? member) ? member : new XElement("member");

    private static void Flush(StringBuilder loose, List<string> paragraphs)
    {
        string text = Spaces().Replace(loose.ToString(), " ").Trim();
        if (text.Length > 0) paragraphs.Add(text);
        loose.Clear();
    }

    private static string Text(IEnumerable<XNode> nodes)
    {
        var text = new StringBuilder();
        foreach (XNode node in nodes)
            text.Append(node switch
            {
                XText t => t.Value,
                XElement { Name.LocalName: "see" or "seealso" or "paramref" } e => Reference(e),
                XElement e => Text(e.Nodes()),
                _ => "",
            });
        return Spaces().Replace(text.ToString(), " ");
    }

    private static string Reference(XElement e) =>
        e.Value is { Length: > 0 } text ? text
        : (e.Attribute("langword") ?? e.Attribute("name") ?? e.Attribute("href"))?.Value ?? e.Attribute("cref")!.Value.Split('.')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
