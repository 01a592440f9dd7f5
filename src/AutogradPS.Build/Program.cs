using AutogradPS.Build;
using AutogradPS.Build.Facade;
using AutogradPS.Build.Help;

// The steps of the build that MSBuild has no task for; the projects run them with Exec.
switch (args)
{
    case ["weaken", var file, var version]:
        Console.WriteLine($"{WeakVersionNeed.Weaken(file, version)} need(s) of {version} made weak in {Path.GetFileName(file)}");
        return 0;
    case ["help", var assembly, var output, .. var references]:
        Console.WriteLine($"{HelpBuilder.Build(assembly, references, output)} cmdlets described in {Path.GetFileName(output)}");
        return 0;
    case ["facade", var table, var torchSharp, var code, var types]:
        var writer = new FacadeWriter(new OneLiners(table), System.Reflection.Assembly.LoadFrom(torchSharp));
        Console.WriteLine($"{writer.WriteCode(code)} names in {Path.GetFileName(code)}");
        writer.WriteTypes(types);
        return 0;
    default:
        Console.Error.WriteLine("usage: weaken FILE VERSION | help ASSEMBLY OUTPUT REFERENCE-FOLDER... | facade TABLE TORCHSHARP CODE TYPES");
        return 2;
}
