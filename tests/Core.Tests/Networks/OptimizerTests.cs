using System.Diagnostics;
using System.Text.Json;
using AutogradPS.Errors;
using AutogradPS.Networks;
using AutogradPS.Networks.Optimizers;
using AutogradPS.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Networks;

public class OptimizerTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, NetworkFixture.Optimizers.Count)];

    public static TheoryData<string> Names => [.. OptimizerFactory.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwentyStepsAgreeWithPyTorch(int index)
    {
        NetworkFixture.OptimizerCase expected = NetworkFixture.Optimizers[index];
        bool isDouble = expected.DType == "float64";
        Parameter[] parameters = Start(isDouble ? ScalarType.Float64 : ScalarType.Float32);
        using IOptimizer optimizer = OptimizerFactory.Create(expected.Optimizer, parameters, Settings(expected.Options));
        Walk(optimizer, 0, 20);
        // float32 rounds once an operation, and the fused kernels group the operations otherwise.
        Assert.All(Values(parameters).Zip(expected.Values), p => Assert.Equal(p.Second, p.First, (isDouble ? 1e-12 : 1e-5) * Math.Max(1, Math.Abs(p.Second))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStateMovedToAnotherOptimizerContinuesBitByBit(string name)
    {
        var settings = new OptimizerSettings { LearningRate = 0.05, Momentum = name == "sgd" ? 0.9 : 0.5, Centered = true };
        Parameter[] straight = Start(ScalarType.Float32), first = Start(ScalarType.Float32);
        using IOptimizer whole = OptimizerFactory.Create(name, straight, settings);
        Walk(whole, 0, 20);
        using IOptimizer half = OptimizerFactory.Create(name, first, settings);
        Walk(half, 0, 7);
        Parameter[] second = [.. first.Select(p => new Parameter(p.detach().clone()))];
        using IOptimizer rest = OptimizerFactory.Create(name, second, settings);
        rest.ImportState(half.ExportState());
        rest.LearningRate = half.LearningRate;
        Walk(rest, 7, 20);
        Assert.Equal(Values(straight), Values(second));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreadsChangeNoBit(string name)
    {
        var settings = new OptimizerSettings { LearningRate = 0.05, Momentum = 0.5, Centered = true };
        using var threads = new ThreadCountScope(3);
        float[][] results = [.. new long[] { long.MaxValue, 0 }.Select(many =>
        {
            using Generator generator = new(1, CPU);
            // Not whole vectors, fewer values than threads, and a gradient that is not contiguous.
            Parameter[] parameters = [.. new long[][] { [37, 29], [2], [5, 4] }.Select(shape => new Parameter(randn(shape, generator: generator)))];
            using IOptimizer optimizer = OptimizerFactory.Create(name, parameters, settings);
            ((Optimizer)optimizer).ManyValues = many;
            for (int step = 0; step < 5; step++)
                optimizer.Step([randn([37, 29], generator: generator), randn([2], generator: generator), randn([4, 5], generator: generator).t()]);
            return parameters.SelectMany(p => p.data<float>().ToArray()).ToArray();
        })];
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void StateHasPyTorchsNames()
    {
        using IOptimizer adam = OptimizerFactory.Create("adam", Start(ScalarType.Float32));
        Walk(adam, 0, 3);
        IReadOnlyDictionary<string, Tensor> state = adam.ExportState();
        Assert.Equal(["0.exp_avg", "0.exp_avg_sq", "0.step", "1.exp_avg", "1.exp_avg_sq", "1.step"], state.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3f, state["1.step"].item<float>());
        Assert.Equal([2L, 3], state["0.exp_avg"].shape);
    }

    [Fact]
    public void AParameterWithoutGradientStaysAndKeepsItsOwnStepCount()
    {
        Parameter[] parameters = Start(ScalarType.Float32);
        double[] before = Values(parameters);
        using IOptimizer adam = OptimizerFactory.Create("adam", parameters);
        adam.Step([ones(2, 3), null]);
        Assert.NotEqual(before[..6], Values(parameters)[..6]);
        Assert.Equal(before[6..], Values(parameters)[6..]);
        IReadOnlyDictionary<string, Tensor> state = adam.ExportState();
        Assert.Equal((1f, 0f), (state["0.step"].item<float>(), state["1.step"].item<float>()));
    }

    [Fact]
    public void StepTakesTheGradOfTheParametersAndZeroGradForgetsIt()
    {
        Parameter[] given = Start(ScalarType.Float32), own = Start(ScalarType.Float32);
        using IOptimizer a = OptimizerFactory.Create("sgd", given, new OptimizerSettings { LearningRate = 0.1 });
        using IOptimizer b = OptimizerFactory.Create("sgd", own, new OptimizerSettings { LearningRate = 0.1 });
        a.Step([ones(2, 3), ones(3)]);
        foreach (Parameter p in own) p.grad = ones_like(p);
        b.Step();
        Assert.Equal(Values(given), Values(own));
        b.ZeroGrad();
        Assert.All(own, p => Assert.Null(p.grad));
        Assert.Equal("NoGradient", Fails(b.Step).ErrorId);
    }

    [Fact]
    public void WrongStatesAreRefusedAndChangeNothing()
    {
        using IOptimizer adam = OptimizerFactory.Create("adam", Start(ScalarType.Float32));
        using IOptimizer sgd = OptimizerFactory.Create("sgd", Start(ScalarType.Float32), new OptimizerSettings { Momentum = 0.9 });
        Assert.Equal("OptimizerStateMismatch", Fails(() => adam.ImportState(sgd.ExportState())).ErrorId);
        var wrong = new Dictionary<string, Tensor>(adam.ExportState()) { ["1.exp_avg"] = ones(4), ["0.step"] = ones([]) };
        Assert.Equal("OptimizerStateMismatch", Fails(() => adam.ImportState(wrong)).ErrorId);
        var extra = new Dictionary<string, Tensor>(adam.ExportState()) { ["2.exp_avg"] = ones(4) };
        Assert.Equal("OptimizerStateMismatch", Fails(() => adam.ImportState(extra)).ErrorId);
        Assert.Equal(0f, adam.ExportState()["0.step"].item<float>());
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Parameter[] parameters = Start(ScalarType.Float32);
        Assert.Contains("did you mean 'adam'", Fails(() => OptimizerFactory.Create("adan", parameters)).Message, StringComparison.Ordinal);
        Assert.Equal("InvalidOptimizer", Fails(() => OptimizerFactory.Create("adam", parameters, new OptimizerSettings { Beta1 = 1 })).ErrorId);
        Assert.Equal("InvalidOptimizer", Fails(() => OptimizerFactory.Create("adam", parameters, new OptimizerSettings { LearningRate = double.NaN })).ErrorId);
        Assert.Equal("InvalidOptimizer", Fails(() => OptimizerFactory.Create("sgd", parameters, new OptimizerSettings { Nesterov = true })).ErrorId);
        Assert.Equal("TensorMissing", Fails(() => OptimizerFactory.Create("sgd", [])).ErrorId);
        Assert.Equal("MixedParameters", Fails(() => OptimizerFactory.Create("sgd", [new Parameter(ones(1)), new Parameter(ones(1, float64))])).ErrorId);
        Assert.Equal("NotAParameter", Fails(() => OptimizerFactory.Create("sgd", [ones(1)])).ErrorId);
        Assert.Equal("NotAParameter", Fails(() => OptimizerFactory.Create("sgd", [ones(1, requires_grad: true) * 2])).ErrorId);
        using IOptimizer adam = OptimizerFactory.Create("adam", parameters);
        Assert.Equal("GradientCount", Fails(() => adam.Step([ones(2, 3)])).ErrorId);
        Assert.Equal("GradientShapeMismatch", Fails(() => adam.Step([ones(3, 2), ones(3)])).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NoTensorAndNoMemoryIsLeftBehind(string name)
    {
        using Network network = NetworkFactory.Create(["Linear 64 64", "ReLU", "Linear 64 1"], seed: 1);
        using IOptimizer optimizer = OptimizerFactory.Create(name, network);
        Tensor[] gradients = [.. optimizer.Parameters.Select(p => ones_like(p, requires_grad: false))];
        LiveTensors.AssertFlat(() => optimizer.Step(gradients));
        for (int i = 0; i < 5000; i++) optimizer.Step(gradients);
        long before = Resident();
        for (int i = 0; i < 20_000; i++) optimizer.Step(gradients);
        Assert.InRange(Resident() - before, long.MinValue, 12 << 20);
        foreach (Tensor g in gradients) g.Dispose();
    }

    private static long Resident()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static Parameter[] Start(ScalarType dtype) =>
        [new Parameter(arange(6, dtype: dtype).sin().reshape(2, 3)), new Parameter(arange(3, dtype: dtype).cos())];

    private static void Walk(IOptimizer optimizer, int from, int to)
    {
        for (int k = from; k < to; k++)
        {
            if (k == 10) optimizer.LearningRate /= 2;
            optimizer.Step([.. optimizer.Parameters.Select(p => (3 * p.detach() + k).sin())]);
        }
    }

    private static double[] Values(Parameter[] parameters) => [.. parameters.SelectMany(p => p.detach().to(float64).flatten().data<double>().ToArray())];

    private static AutogradPSException Fails(Action action) => Assert.Throws<AutogradPSException>(action);

    private static OptimizerSettings Settings(Dictionary<string, JsonElement> o)
    {
        double? Number(string name) => o.TryGetValue(name, out JsonElement e) ? e.GetDouble() : null;
        bool Flag(string name) => o.TryGetValue(name, out JsonElement e) && e.GetBoolean();
        var d = new OptimizerSettings();
        return new OptimizerSettings
        {
            LearningRate = Number("lr"), Beta1 = Number("beta1") ?? d.Beta1, Beta2 = Number("beta2") ?? d.Beta2, Epsilon = Number("eps") ?? d.Epsilon,
            WeightDecay = Number("weight_decay"), Momentum = Number("momentum") ?? 0, Nesterov = Flag("nesterov"), Alpha = Number("alpha") ?? d.Alpha,
            Centered = Flag("centered"),
        };
    }

    // libtorch's fused kernels go through memory as it lies.
    [Theory]
    [MemberData(nameof(Names))]
    public void StridesOfGradientsAndParametersAreFollowed(string name)
    {
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            using var scope = NewDisposeScope();
            Tensor gradient = arange(1, 7, dtype: dtype).reshape(2, 3), one = gradient[0, 0].expand(2, 3);
            double[] plain = Stepped(zeros([2, 3], dtype), gradient), ofOne = Stepped(zeros([2, 3], dtype), ones([2, 3], dtype));
            Same(plain, Stepped(zeros([2, 3], dtype), gradient.t().contiguous().t()));
            Same(ofOne, Stepped(zeros([2, 3], dtype), one));
            Same(plain, Stepped(zeros([3, 2], dtype).t(), gradient));
            Tensor wide = zeros([2, 5], dtype);
            Same(plain, Stepped(wide.narrow(1, 1, 3), gradient));
            Assert.Equal(0, wide.narrow(1, 0, 1).count_nonzero().item<long>() + wide.narrow(1, 4, 1).count_nonzero().item<long>()); // the neighbours are left alone
        }

        // Ours and libtorch's kernels round in other places.
        static void Same(double[] expected, double[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Abs(pair.First)));

        double[] Stepped(Tensor values, Tensor gradient)
        {
            Tensor leaf = values.detach().requires_grad_(true);
            using IOptimizer optimizer = OptimizerFactory.Create(name, [leaf], new OptimizerSettings { LearningRate = 0.1, Momentum = 0.9 });
            for (int i = 0; i < 3; i++) optimizer.Step([gradient]);
            return leaf.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
        }
    }

    [Fact]
    public void AParameterThatIsOneNumberManyTimesIsRefused()
    {
        using var scope = NewDisposeScope();
        Tensor leaf = zeros(1).expand(1000).detach().requires_grad_(true);
        using IOptimizer optimizer = OptimizerFactory.Create("sgd", [leaf], new OptimizerSettings { LearningRate = 0.1 });
        Assert.ThrowsAny<Exception>(() => optimizer.Step([ones(1000)]));
    }
}
