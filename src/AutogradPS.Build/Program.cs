using AutogradPS.Build;

// The steps of the build that MSBuild has no task for; the projects run them with Exec.
switch (args)
{
    case ["weaken", var file, var version]:
        Console.WriteLine($"{WeakVersionNeed.Weaken(file, version)} need(s) of {version} made weak in {Path.GetFileName(file)}");
        return 0;
    default:
        Console.Error.WriteLine("usage: weaken FILE VERSION");
        return 2;
}
