using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>Puts a network and all of its layers into evaluation mode, and each of them back into its own mode when disposed.</summary>
internal sealed class EvaluationMode : IDisposable
{
    // Parents before children: train() of a parent sets its children too.
    private readonly List<(nn.Module Module, bool Training)> modes = [];

    public EvaluationMode(nn.Module network)
    {
        Remember(network);
        network.eval();
    }

    public void Dispose()
    {
        foreach ((nn.Module module, bool training) in modes) module.train(training);
    }

    private void Remember(nn.Module module)
    {
        modes.Add((module, module.training));
        foreach (nn.Module child in module.children()) Remember(child);
    }
}
