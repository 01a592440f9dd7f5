namespace AutogradPS.Scripting.Aten;

/// <summary>A TorchScript function of one call in the making.</summary>
internal sealed class AtenSource
{
    private readonly List<string> inputs = [], lists = [];
    private readonly List<object> values = [];

    /// <summary>What the function is called with.</summary>
    public object[] Values => [.. values];

    /// <summary>Takes an input, and says what it is called in the source.</summary>
    /// <param name="type">Its type in TorchScript.</param>
    /// <param name="value">What it is called with.</param>
    public string AddInput(string type, object value)
    {
        values.Add(value);
        inputs.Add($"a{inputs.Count}: {type}");
        return $"a{inputs.Count - 1}";
    }

    /// <summary>Makes a list, and says what it is called in the source.</summary>
    /// <param name="type">The type of its items, which those of an empty one do not tell.</param>
    /// <param name="items">Each as the source says it.</param>
    public string AddList(string type, IEnumerable<string> items)
    {
        lists.Add($"    b{lists.Count}: List[{type}] = [{string.Join(", ", items)}]\n");
        return $"b{lists.Count - 1}";
    }

    /// <summary>The source of <c>call</c>, which gives back what an expression does.</summary>
    public string Returning(string expression) => $"def call({string.Join(", ", inputs)}):\n{string.Concat(lists)}    return {expression}";
}
