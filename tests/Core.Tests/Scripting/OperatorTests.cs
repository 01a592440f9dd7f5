using System.Collections;
using System.Globalization;
using System.Text.Json;
using AutogradPS.Errors;
using AutogradPS.Scripting;
using AutogradPS.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Scripting;

/// <summary>PyTorch's operators as scripts call them, by function and by method, against PyTorch's results for the samples of its own tests.</summary>
public sealed class OperatorTests : IDisposable
{
    private const double Relative = 1e-4, Absolute = 1e-5;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string> Operators => [.. Lines.Select(line => line.GetProperty("name").GetString()!).Distinct()];

    private static IReadOnlyList<JsonElement> Lines { get; } =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures/operators/operators.json"))).RootElement.EnumerateArray()];

    [Theory]
    [MemberData(nameof(Operators))]
    public void GivesPyTorchsResult(string name)
    {
        foreach (JsonElement line in Lines.Where(line => line.GetProperty("name").GetString() == name))
        {
            if (line.GetProperty("function").GetBoolean()) Check(line, "function", arguments => Function(name, arguments));
            if (line.GetProperty("method").GetBoolean() && line.GetProperty("arguments")[0].TryGetProperty("dtype", out _)) Check(line, "method", arguments => ScriptCall.Method(name, arguments[0]!, arguments[1..]));
        }
    }

    [Fact]
    public void TheSamplesAreOfMostOperators() => Assert.True(Operators.Count > 350 && Lines.Count > 1000);

    private static object? Function(string name, object?[] arguments)
    {
        int dot = name.LastIndexOf('.');
        return ScriptCall.Function(dot < 0 ? "torch" : $"torch.{name[..dot]}", name[(dot + 1)..], arguments);
    }

    private static void Check(JsonElement line, string form, Func<object?[], object?> call)
    {
        List<object?> arguments = [.. line.GetProperty("arguments").EnumerateArray().Select(Value)];
        var keywords = new Hashtable();
        foreach (JsonProperty keyword in line.GetProperty("keywords").EnumerateObject()) keywords[keyword.Name] = Value(keyword.Value);
        if (keywords.Count > 0) arguments.Add(keywords);
        string? difference;
        try
        {
            difference = Difference(call([.. arguments]), line.GetProperty("result"));
        }
        catch (AutogradPSException error)
        {
            difference = $"{error.ErrorId}: {error.Message}";
        }
        Assert.True(difference is null, $"{form} {line.GetProperty("name")}: {difference}\n{line.GetRawText()}");
    }

    // As a script writes it: whole numbers are int, others double, lists are arrays of objects.
    private static object? Value(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.True or JsonValueKind.False: return json.GetBoolean();
            case JsonValueKind.Number: return json.TryGetInt32(out int small) ? small : json.GetInt64();
        }
        if (json.TryGetProperty("number", out JsonElement number)) return Number(number);
        if (json.TryGetProperty("word", out JsonElement word)) return word.GetString();
        if (json.TryGetProperty("list", out JsonElement list)) return list.EnumerateArray().Select(Value).ToArray();
        double[] values = [.. json.GetProperty("values").EnumerateArray().Select(Number)];
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        return tensor(values, dtype: ScalarType.Float64).reshape(shape).to(DTypes.Parse(json.GetProperty("dtype").GetString()!));
    }

    private static double Number(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetDouble() : json.GetString() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    };

    private static string? Difference(object? given, JsonElement expected)
    {
        if (expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("list", out JsonElement list))
        {
            if (given is Tensor || given is not IEnumerable items) return $"{given?.GetType().Name ?? "null"} instead of a list";
            object?[] own = [.. items.Cast<object?>()];
            JsonElement[] wanted = [.. list.EnumerateArray()];
            return own.Length != wanted.Length ? $"{own.Length} instead of {wanted.Length} results" : own.Zip(wanted, Difference).FirstOrDefault(difference => difference is not null);
        }
        if (expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("dtype", out _))
        {
            if (given is not Tensor tensor) return $"{given?.GetType().Name ?? "null"} instead of a tensor";
            if (expected.TryGetProperty("complex", out _)) tensor = tensor.resolve_conj().view_as_real();
            var wanted = (Tensor)Value(expected)!;
            if (tensor.dtype != wanted.dtype) return $"{tensor.dtype} instead of {wanted.dtype}";
            if (!tensor.shape.SequenceEqual(wanted.shape)) return $"shape [{string.Join(", ", tensor.shape)}] instead of [{string.Join(", ", wanted.shape)}]";
            return allclose(tensor.to(ScalarType.Float64), wanted.to(ScalarType.Float64), Relative, Absolute, equal_nan: true) ? null : $"other values: {tensor.ToString(true)}";
        }
        object? value = Value(expected);
        bool same = value is int or double or long ? given is IConvertible and not bool && Math.Abs(Convert.ToDouble(given, CultureInfo.InvariantCulture) - Convert.ToDouble(value, CultureInfo.InvariantCulture)) < Absolute
            : Equals(given, value);
        return same ? null : $"{given} instead of {value}";
    }
}
