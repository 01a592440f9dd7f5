using AutogradPS.Benchmarks;
using AutogradPS.Native;

// plain-loop prepare|run|engine FOLDER, where FOLDER has a workload.json.
if (args is not [("prepare" or "run" or "engine") and var task, var folder]) throw new ArgumentException("plain-loop prepare|run|engine FOLDER");
TorchRuntime.EnsureLoaded();
switch (task)
{
    case "prepare": Preparation.Run(folder); break;
    case "run": new PlainLoop(folder).Run(); break;
    default: EngineLoop.Run(folder); break;
}
