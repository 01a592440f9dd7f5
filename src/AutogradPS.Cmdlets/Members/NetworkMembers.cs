using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using AutogradPS.Networks;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>What AutogradPS.Types.ps1xml and AutogradPS.Format.ps1xml add to networks: all modules of TorchSharp.</summary>
public static class NetworkMembers
{
    /// <summary>The parameters by name, in order.</summary>
    public static OrderedDictionary NamedParameters(PSObject module)
    {
        var parameters = new OrderedDictionary(StringComparer.Ordinal);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in Of(module).named_parameters()) parameters[name] = parameter;
        return parameters;
    }

    /// <summary>The number of trained values.</summary>
    public static long ParameterCount(PSObject module) => Of(module).parameters().Sum(p => p.numel());

    /// <summary>Frees the weights, unless a training has them.</summary>
    public static void Dispose(PSObject module)
    {
        NetworkClaim.RequireFree(Of(module));
        Of(module).Dispose();
    }

    /// <summary>The layers with the shapes of their parameters, one a line, for the default view.</summary>
    public static string Summary(object module)
    {
        var network = (nn.Module)(module is PSObject wrapped ? wrapped.BaseObject : module);
        (string Name, nn.Module Module)[] children = [.. network.named_children().Select(c => (c.name, c.module))];
        string device = network.parameters().FirstOrDefault() is { } first ? $", {DTypes.Name(first.dtype)} on {first.device}" : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{network.GetName()}: {network.parameters().Sum(p => p.numel()):N0} parameters{device}{(network.training ? "" : ", evaluation mode")}");
        if (children.Length == 0) AppendParameters(text, network);
        string[] labels = [.. children.Select((c, i) => network is Network own ? own.Layers[i] : c.Module.GetName())];
        int width = labels.Select(l => l.Length).DefaultIfEmpty(0).Max();
        for (int i = 0; i < children.Length; i++)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {children[i].Name,3}  {labels[i].PadRight(width)}");
            AppendParameters(text, children[i].Module);
        }
        return text.ToString().TrimEnd();
    }

    private static void AppendParameters(StringBuilder text, nn.Module module)
    {
        if (module.named_children().Any()) text.Append(CultureInfo.InvariantCulture, $"  {module.parameters().Sum(p => p.numel()):N0} values");
        else
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters()) text.Append("  ").Append(name).Append(' ').Append(TensorText.Shape(parameter));
    }

    private static nn.Module Of(PSObject module) => (nn.Module)module.BaseObject;
}
