using System.Reflection;
using System.Reflection.Emit;
using AutogradPS.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors;

public sealed class HeldArithmeticTests
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    [Fact]
    public void Gives_what_TorchSharp_gives()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-2, 2, 9), y = linspace(0, 1, 9);
        Assert.Equal((x + y).bytes.ToArray(), x.Plus(y).bytes.ToArray());
        Assert.Equal((x + 0.3).bytes.ToArray(), x.Plus(0.3).bytes.ToArray());
        Assert.Equal((x * 0.3).bytes.ToArray(), x.Times(0.3).bytes.ToArray());
        Assert.Equal((x * x).bytes.ToArray(), x.Squared().bytes.ToArray());
        Assert.Equal((x + y).bytes.ToArray(), x.clone().PlusInPlace(y).bytes.ToArray());
    }

    [Fact]
    public void The_library_hands_libtorch_no_number_that_may_be_collected_meanwhile()
    {
        // A race that a run of hours meets and a test does not, so the calls themselves are looked for: a number becomes a Scalar by ToScalar(), in a using.
        // Scripting is left out: what a script calls is TorchSharp's own anyway.
        const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        string[] found = [.. from type in typeof(HeldArithmetic).Assembly.GetTypes()
                             where type.Namespace?.StartsWith("AutogradPS.Scripting", StringComparison.Ordinal) != true
                             from method in type.GetMembers(Own).OfType<MethodBase>()
                             from call in Calls(method)
                             where MakesScalar(call)
                             select $"{type.FullName}.{method.Name} calls {call}"];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Fact]
    public void Such_calls_are_found() => Assert.Equal(["op_Addition", "op_Implicit", "square"],
        from call in Calls(typeof(HeldArithmeticTests).GetMethod(nameof(Careless), BindingFlags.NonPublic | BindingFlags.Static)!)
        where MakesScalar(call)
        select call.Name);

    private static Tensor Careless(Tensor x) => (x + x).mul(2).square();

    private static bool MakesScalar(MethodBase call)
    {
        if (call.DeclaringType == typeof(Scalar)) return call.Name == "op_Implicit";
        ParameterInfo[] parameters = call.GetParameters();
        if (Array.Exists(parameters, p => p.ParameterType == typeof(Scalar))) return false;
        bool isTensors = Array.TrueForAll(parameters, p => p.ParameterType == typeof(Tensor));
        if (call.DeclaringType == typeof(Tensor))
            return call.Name is "add" or "add_" or "op_Addition" or "square" or "softplus" or "elu" or "celu"
                || (call.Name is "op_Subtraction" or "op_Multiply" or "op_Division" && !isTensors);
        return call.DeclaringType == typeof(nn.functional) && call.Name is "softplus" or "elu" or "celu" or "leaky_relu" or "hardtanh" or "threshold";
    }

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null, ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            OpCode op = OpCodesByValue[value == 0xFE ? (short)(0xFE00 | code[at++]) : value];
            if (op.OperandType == OperandType.InlineMethod && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } call) yield return call;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
