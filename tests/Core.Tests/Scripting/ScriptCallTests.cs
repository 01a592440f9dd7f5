using System.Collections;
using AutogradPS.Errors;
using AutogradPS.Scripting;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Scripting;

/// <summary>How a script's arguments find TorchSharp's overloads: PyTorch's rules, values by hand.</summary>
public sealed class ScriptCallTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    private static float[] Values(object? result) => Assert.IsType<Tensor>(result, exactMatch: false).to(float32).reshape(-1).data<float>().ToArray();

    private static Hashtable Keywords(params (string Name, object? Value)[] given)
    {
        var table = new Hashtable();
        foreach ((string name, object? value) in given) table[name] = value;
        return table;
    }

    [Fact]
    public void ANumberIsAScalarBeforeItIsATensor()
    {
        // A tensor of int64 would make the result int64; a Scalar keeps the dtype.
        var result = (Tensor)ScriptCall.Method("add", tensor(new float[] { 1, 2 }), 1)!;
        Assert.Equal(ScalarType.Float32, result.dtype);
        Assert.Equal([2, 3], Values(result));
        Assert.Equal([1, 4], Values(ScriptCall.Method("pow", tensor(new float[] { 1, 2 }), 2)));
    }

    [Fact]
    public void AWholeNumberStaysAnInteger() =>
        Assert.Equal(ScalarType.Int64, ((Tensor)ScriptCall.Method("mul", tensor(new long[] { 1, 2 }), 3)!).dtype);

    [Fact]
    public void KeywordsBindByName()
    {
        Tensor m = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        var rows = (Tensor)ScriptCall.Method("sum", m, Keywords(("dim", 1), ("keepdim", true)))!;
        Assert.Equal([2, 1], rows.shape);
        Assert.Equal([3, 7], Values(rows));
    }

    [Theory]
    [InlineData("dim")]
    [InlineData("dimensions")]
    [InlineData("axis")]
    public void PyTorchsAndTorchSharpsNamesOfAParameterBothWorkAndNoOthers(string name)
    {
        if (name == "axis") Assert.Equal("NoOverload", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("mean", ones(2, 2), Keywords((name, 0)))).ErrorId);
        else Assert.Equal([1, 1], Values(ScriptCall.Method("mean", ones(2, 2), Keywords((name, 0)))));
    }

    [Fact]
    public void SizesComeOneByOneOrAsAList()
    {
        Assert.Equal([2, 3], ((Tensor)ScriptCall.Function("torch", "zeros", 2, 3)!).shape);
        Assert.Equal([2, 3], ((Tensor)ScriptCall.Function("torch", "zeros", new object[] { 2, 3 })!).shape);
        Assert.Equal([3, 2], ((Tensor)ScriptCall.Method("reshape", ones(2, 3), 3, 2)!).shape);
        Assert.Equal([6], ((Tensor)ScriptCall.Method("reshape", ones(2, 3), -1)!).shape);
    }

    [Fact]
    public void OneSizeStandsForAllSpatialDimensions()
    {
        var pooled = (Tensor)ScriptCall.Function("torch.nn.functional", "max_pool2d", ones(1, 1, 4, 4), 2)!;
        Assert.Equal([1, 1, 2, 2], pooled.shape);
    }

    [Fact]
    public void ATupleComesApartAsAnArray()
    {
        var parts = Assert.IsType<object?[]>(ScriptCall.Method("max", tensor(new float[,] { { 1, 5 }, { 7, 2 } }), 1), exactMatch: false);
        Assert.Equal(2, parts.Length);
        Assert.Equal([5, 7], Values(parts[0]));
        Assert.Equal([1, 0], Values(parts[1]));
    }

    [Fact]
    public void WordsNameDTypesAndDevices()
    {
        Assert.Equal(ScalarType.Float64, ((Tensor)ScriptCall.Method("to", ones(1), "float64")!).dtype);
        Assert.Equal(ScalarType.Int64, ((Tensor)ScriptCall.Function("torch", "zeros", 2, Keywords(("dtype", "int64")))!).dtype);
        Assert.Equal("DeviceNotAvailable", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("to", ones(1), "cuda:93")).ErrorId);
    }

    [Fact]
    public void TheSameTypesBindTheSameWayTheSecondTimeAndOthersTheirOwn()
    {
        Tensor x = tensor(new float[] { 1, 2 });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal([2, 3], Values(ScriptCall.Method("add", x, 1)));
            Assert.Equal([1.5f, 2.5f], Values(ScriptCall.Method("add", x, 0.5)));
            Assert.Equal([2, 4], Values(ScriptCall.Method("add", x, x)));
            Assert.Equal([3, 6], Values(ScriptCall.Method("add", x, x, 2)));
        }
    }

    [Theory]
    [InlineData("add")]
    [InlineData("nosuchmethod")]
    [InlineData("sum")]
    public void WhatFitsNoOverloadIsAnErrorThatNamesTheForms(string name)
    {
        var e = Assert.Throws<AutogradPSException>(() => ScriptCall.Method(name, ones(2), new object(), "x"));
        Assert.Equal(name == "nosuchmethod" ? "MethodNotFound" : "NoOverload", e.ErrorId);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANullWhereATensorMustBeIsRefusedBeforeTheCall() =>
        Assert.Equal("NoOverload", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("add", ones(2), [null])).ErrorId);

    [Fact]
    public void AListThatHoldsItselfIsAnError()
    {
        var list = new ArrayList();
        list.Add(list);
        Assert.Equal("TooManyDimensions", Assert.Throws<AutogradPSException>(() => ScriptCall.Function("torch", "tensor", [list])).ErrorId);
        Assert.Equal("NoOverload", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("reshape", ones(2), [list])).ErrorId);
    }

    [Fact]
    public void ALeafIsAParameterOfAnOptimizerByItself()
    {
        Tensor x = tensor(new float[] { 3 }, requires_grad: true);
        var sgd = (optim.Optimizer)ScriptCall.Function("torch.optim", "SGD", new object[] { x }, 0.5)!;
        (x * x).sum().backward();
        ScriptCall.Method("step", sgd);
        Assert.Equal([0], Values(x.detach())); // 3 - 0.5 * 6
    }

    [Fact]
    public void TheErrorOfAClosureArrivesAfterTheStep()
    {
        var x = new TorchSharp.Modules.Parameter(ones(1));
        var lbfgs = (optim.Optimizer)ScriptCall.Function("torch.optim", "LBFGS", [new object[] { x }])!;
        Func<object?> failing = () => throw new InvalidOperationException("not today");
        var e = Assert.Throws<AutogradPSException>(() => ScriptCall.Method("step", lbfgs, failing));
        Assert.Equal("ClosureFailed", e.ErrorId);
        Assert.Contains("not today", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, object?[]> Calls => new()
    {
        { "add", [1] }, { "add", [0.5] }, { "clamp", [0, 1] }, { "sum", [0] }, { "max", [0] }, { "where", [true, 2] }, { "cummax", [0] }, { "matmul", ["x"] },
        { "reshape", [-1] }, { "add", [null] }, { "matmul", [3] }, { "to", ["float64"] }, { "split", [1] },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void AThousandCallsLeaveNothingBehind(string name, object?[] arguments)
    {
        Tensor x = tensor(new float[] { 1, 2, 3 });
        LiveTensors.AssertFlat(() =>
        {
            try
            {
                Discard(ScriptCall.Method(name, x, arguments));
            }
            catch (AutogradPSException)
            {
                // Errors must not leave anything either.
            }
        }, 1000);

        static void Discard(object? result)
        {
            (result as IDisposable)?.Dispose();
            foreach (object? item in result as IEnumerable ?? Array.Empty<object>()) (item as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("NAdam")]
    [InlineData("RAdam")]
    [InlineData("Adamax")]
    public void AnOptimizerTakesPyTorchsPairsByPlaceAndByName(string name)
    {
        float[] Stepped(Func<Tensor, object?> make)
        {
            Tensor w = ones(2, requires_grad: true);
            var optimizer = (optim.Optimizer)make(w)!;
            for (int i = 0; i < 3; i++)
            {
                optimizer.zero_grad();
                w.pow(4).sum().backward();
                ScriptCall.Method("step", optimizer);
            }
            return Values(w.detach());
        }
        float[] apart = Stepped(w => ScriptCall.Function("torch.optim", name, new object[] { w }, 0.1, 0.2, 0.3));
        Assert.Equal(apart, Stepped(w => ScriptCall.Function("torch.optim", name, new object[] { w }, 0.1, new object[] { 0.2, 0.3 })));
        Assert.Equal(apart, Stepped(w => ScriptCall.Function("torch.optim", name, new object[] { w }, Keywords(("lr", 0.1), ("betas", new object[] { 0.2, 0.3 })))));
        Assert.NotEqual(apart, Stepped(w => ScriptCall.Function("torch.optim", name, new object[] { w }, 0.1)));
    }

    [Fact]
    public void SgdTakesItsRateByName()
    {
        Tensor w = ones(2, requires_grad: true);
        var optimizer = (optim.Optimizer)ScriptCall.Function("torch.optim", "SGD", Keywords(("params", new object[] { w }), ("lr", 0.25), ("momentum", 0.9)))!;
        w.sum().backward();
        ScriptCall.Method("step", optimizer);
        Assert.Equal([0.75f, 0.75f], Values(w.detach()));
    }

    [Fact]
    public void AStateIsLoadedFromAnotherModuleOrATable()
    {
        nn.Module one = nn.Linear(2, 1), other = nn.Linear(2, 1), third = nn.Linear(2, 1);
        ScriptCall.Method("load_state_dict", other, ScriptCall.Method("state_dict", one));
        ScriptCall.Method("load_state_dict", third, Keywords(("weight", one.get_parameter("weight")), ("bias", one.get_parameter("bias"))));
        foreach (nn.Module module in new[] { other, third })
            foreach (string name in new[] { "weight", "bias" }) Assert.Equal(Values(one.get_parameter(name)!.detach()), Values(module.get_parameter(name)!.detach()));
    }

    [Fact]
    public void OneTensorsGradientIsClipped()
    {
        Tensor w = ones(2, requires_grad: true);
        (w * tensor(new float[] { 3, 4 })).sum().backward();
        Assert.Equal(5.0, Convert.ToDouble(ScriptCall.Function("torch.nn.utils", "clip_grad_norm_", w, 1.0)!, System.Globalization.CultureInfo.InvariantCulture), 4);
        Assert.Equal(0.6f, Values(w.grad)[0], 4);
        ScriptCall.Function("torch.nn.utils", "clip_grad_value_", w, 0.5);
        Assert.Equal([0.5f, 0.5f], Values(w.grad));
    }

    [Theory]
    [InlineData("zeros", 1000000, 1000000)]
    [InlineData("randn", 1000000, 1000000)]
    [InlineData("eye", 10000000)]
    [InlineData("randint", 5, new[] { 1000000, 1000000 })]
    [InlineData("full", new[] { 1000000, 1000000 }, 1.5)]
    public void WhatNoMemoryHoldsIsRefused(string name, params object[] arguments) =>
        Assert.Equal("OutOfMemory", Assert.Throws<AutogradPSException>(() => ScriptCall.Function("torch", name, arguments)).ErrorId);

    [Fact]
    public void RepetitionsThatNoMemoryHoldsAreRefused()
    {
        Assert.Equal("OutOfMemory", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("repeat", ones(10), 1000000, 1000000)).ErrorId);
        Assert.Equal("TooManyPieces", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("hsplit", ones(0), int.MaxValue)).ErrorId);
        Assert.Equal("TooManyPieces", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("tensor_split", ones(0), tensor(1L << 40))).ErrorId);
    }

    [Fact]
    public void ADeclarationsNamesAreThoseOfPyTorch()
    {
        Tensor m = arange(6, ScalarType.Float32).reshape(2, 3);
        Assert.Equal([2, 5], Values(ScriptCall.Function("torch", "amax", Keywords(("input", m), ("dim", 1)))));
        Assert.Equal([0, 3], Values(ScriptCall.Method("amin", m, -1)));
        AutogradPSException error = Assert.Throws<AutogradPSException>(() => ScriptCall.Method("amax", m, "a"));
        Assert.Equal("NoOverload", error.ErrorId);
        Assert.Contains("amax([dim], [keepdim])", error.Message, StringComparison.Ordinal);
        Assert.Equal("TensorDisposed", Assert.Throws<AutogradPSException>(() => ScriptCall.Method("index_put", m, new object[] { Disposed() }, ones(1))).ErrorId);

        static Tensor Disposed()
        {
            Tensor gone = ones(1);
            gone.Dispose();
            return gone;
        }
    }

    [Theory]
    [InlineData("ormqr")]
    [InlineData("geqrf")]
    [InlineData("lu_solve")]
    [InlineData("cat")]
    public void ADisposedArgumentIsRefusedWhereTorchSharpDoesNotLook(string name)
    {
        Tensor gone = ones(2, 2);
        gone.Dispose();
        object[] arguments = name switch { "ormqr" => [ones(2, 2), gone, ones(2, 2)], "geqrf" => [gone], "lu_solve" => [ones(2, 2), gone, gone], _ => [new object[] { ones(2), gone }] };
        Assert.Equal("TensorDisposed", Assert.Throws<AutogradPSException>(() => ScriptCall.Function("torch", name, arguments)).ErrorId);
    }

    [Fact]
    public void WhatIsDoneInPlaceComesBackItself()
    {
        Tensor m = ones(3);
        Assert.Same(m, ScriptCall.Method("index_put_", m, new object[] { tensor(1L) }, tensor(5f)));
        Assert.Same(m, ScriptCall.Method("zero_", m));
        Assert.Equal([0, 0, 0], Values(m));
    }
}
