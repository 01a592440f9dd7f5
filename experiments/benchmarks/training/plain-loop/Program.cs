using AutogradPS.Benchmarks;
using AutogradPS.Native;

// plain-loop prepare FOLDER | plain-loop run FOLDER, where FOLDER has a workload.json.
if (args is not [("prepare" or "run") and var task, var folder]) throw new ArgumentException("plain-loop prepare|run FOLDER");
TorchRuntime.EnsureLoaded();
if (task == "prepare") Preparation.Run(folder);
else new PlainLoop(folder).Run();
