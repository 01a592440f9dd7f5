using System.Text.Json;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Autograd;

/// <summary>A case of tests/fixtures/gradients/gradients.json, made by PyTorch.</summary>
public sealed record GradientCase(string Family, string Name, string Source, GradientCase.Input[] Inputs, GradientCase.Derivatives Float64, GradientCase.Derivatives Float32)
{
    public sealed record Input(string Name, long[] Shape, string DType, JsonElement[] Values)
    {
        public bool IsFloat => DType == "float";

        public Tensor ToTensor(ScalarType dtype) => DType switch
        {
            "bool" => tensor(Array.ConvertAll(Values, v => v.GetBoolean())).reshape(Shape),
            "int64" => tensor(Array.ConvertAll(Values, v => v.GetInt64())).reshape(Shape),
            _ => tensor(Array.ConvertAll(Values, v => v.GetDouble())).to(dtype).reshape(Shape).requires_grad_(true),
        };
    }

    /// <summary>The gradients of the floating inputs, null for None; no second ones where PyTorch has none for an operator.</summary>
    public sealed record Derivatives(double[]?[] First, double[]?[]? Second);

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Lazy<Dictionary<string, GradientCase>> Cases = new(() =>
        JsonSerializer.Deserialize<GradientCase[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "gradients", "gradients.json")), Options)!.ToDictionary(c => c.Name));

    public static IReadOnlyDictionary<string, GradientCase> All => Cases.Value;

    /// <summary>The weights of make_gradients.py, exact in every floating dtype.</summary>
    public static Tensor Weights(Tensor like) =>
        tensor(Enumerable.Range(0, (int)like.numel()).Select(k => ((7 * k + 3) % 11 - 5.5) / 4).ToArray()).to(like.dtype).reshape(like.shape);
}
