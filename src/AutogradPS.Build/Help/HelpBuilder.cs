using System.Reflection;
using System.Runtime.Loader;

namespace AutogradPS.Build.Help;

/// <summary>From a compiled cmdlet assembly and its doc comments to the MAML file that Get-Help reads.</summary>
internal static class HelpBuilder
{
    /// <param name="assembly">The cmdlet assembly; its XML comments lie beside it.</param>
    /// <param name="references">Folders with the assemblies that it refers to.</param>
    /// <param name="output">The MAML file.</param>
    /// <returns>How many cmdlets it describes.</returns>
    public static int Build(string assembly, string[] references, string output)
    {
        var context = new AssemblyLoadContext("help");
        context.Resolving += (c, name) => references.Select(folder => Path.GetFullPath(Path.Combine(folder, name.Name + ".dll"))).FirstOrDefault(File.Exists) is { } path
            ? c.LoadFromAssemblyPath(path) : null;
        Assembly cmdlets = context.LoadFromAssemblyPath(Path.GetFullPath(assembly));
        IReadOnlyList<CmdletModel> models = CmdletModel.All(cmdlets, new DocComments(Path.ChangeExtension(assembly, ".xml")));
        MamlWriter.Write(models, output);
        return models.Count;
    }
}
