using System.Text.Json;

namespace AutogradPS.Tests.Networks;

/// <summary>Reads what tests/fixtures/networks/make_networks.py wrote.</summary>
public static class NetworkFixture
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public sealed record LayerCase(string Layer, long[] Input, long[] Output, string[] Parameters, double[] Values);

    public sealed record OptimizerCase(string Optimizer, Dictionary<string, JsonElement> Options, string DType, double[] Values);

    public static IReadOnlyList<LayerCase> Layers { get; } = Read<LayerCase>("layers.json");

    public static IReadOnlyList<OptimizerCase> Optimizers { get; } = Read<OptimizerCase>("optimizers.json");

    private static T[] Read<T>(string name) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "networks", name)), Options)!;
}
