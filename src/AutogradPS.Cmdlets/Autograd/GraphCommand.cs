using System.Collections;
using System.Management.Automation;
using AutogradPS.Autograd.Graphs;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>What the cmdlets that read graphs have in common: where the names of leaves come from.</summary>
public abstract class GraphCommand : TorchCmdlet
{
    private static readonly HashSet<string> Automatic = new(["_", "PSItem", "args", "input", "this", "PSBoundParameters"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Names for tensors, such as @{ x = $x; target = $t }. Without it, variables that hold tensors or networks give the names.</summary>
    [Parameter]
    [Alias("Params")]
    public IDictionary? Name { get; set; }

    /// <summary>Networks whose parameters go by their names in them.</summary>
    [Parameter]
    public nn.Module[] Network { get; set; } = [];

    /// <summary>The graph behind tensors, with the names known here.</summary>
    protected AutogradGraph Read(IReadOnlyList<Tensor> tensors) => AutogradGraph.Read(tensors, Names());

    // The first name of a tensor counts: those given, then networks, then the variables that the caller sees.
    private IEnumerable<NamedTensor> Names()
    {
        foreach (DictionaryEntry entry in Name ?? new Hashtable())
            yield return new NamedTensor($"{entry.Key}", Unwrapped(entry.Value) as Tensor ?? throw new AutogradPSException("InvalidName", ErrorKind.InvalidArgument,
                $"-Name maps names to tensors, such as @{{ x = $x }}, but '{entry.Key}' is no tensor.", entry.Value));
        foreach (NamedTensor named in Network.SelectMany(n => NamedTensor.OfModule(n))) yield return named;
        foreach (PSObject item in InvokeProvider.ChildItem.Get("Variable:*", false))
        {
            if (item.BaseObject is not PSVariable variable || Automatic.Contains(variable.Name)) continue;
            object? value = Unwrapped(variable.Value);
            if (value is Tensor { IsInvalid: false } tensor) yield return new NamedTensor(tensor.name ?? variable.Name, tensor);
            if (value is nn.Module module)
                foreach (NamedTensor named in NamedTensor.OfModule(module, variable.Name)) yield return named;
        }
    }

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
