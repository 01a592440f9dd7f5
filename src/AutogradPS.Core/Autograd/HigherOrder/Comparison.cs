using TorchSharp;
using static TorchSharp.torch;

namespace AutogradPS.Autograd.HigherOrder;

/// <summary>Walks through the Jacobians of a function by backward passes and by central differences and keeps the worst element.</summary>
internal sealed class Comparison(TensorFunction function, IReadOnlyList<Tensor> inputs, GradientCheckOptions options)
{
    private GradientMismatch? _worst;
    private double _worstRatio = -1, _maximum;
    private long _count, _failed;

    public GradientReport Report(IReadOnlyList<string> warnings)
    {
        int[] at = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i].requires_grad)];
        double[][][,] analytic = Analytic(at, out long[][] shapes);
        bool deterministic = Same(analytic, Analytic(at, out _));
        for (int k = 0; k < at.Length; k++) CompareInput(at[k], k, analytic, shapes);
        return new GradientReport(_failed == 0 && deterministic, options.Second ? 2 : 1, _count, _failed, _maximum, _worst, deterministic, warnings);
    }

    // [output][input] as matrices of output elements by input elements.
    private double[][][,] Analytic(int[] at, out long[][] shapes)
    {
        using var scope = NewDisposeScope();
        Tensor[] point = Point();
        Tensor[] outputs = Evaluation.Run(function, point);
        Tensor[] leaves = [.. at.Select(i => point[i])];
        shapes = Array.ConvertAll(outputs, o => o.shape);
        return [.. Rows(outputs, leaves).Select((row, o) => row.Select((j, i) => Matrix(j, outputs[o].numel(), leaves[i].numel())).ToArray())];
    }

    private static Tensor[][] Rows(Tensor[] outputs, Tensor[] leaves)
    {
        using var evaluation = Evaluation.Existing(leaves, outputs);
        return Jacobian.Of(evaluation, createGraph: false);
    }

    private void CompareInput(int input, int column, double[][][,] analytic, long[][] shapes)
    {
        for (long element = 0; element < inputs[input].numel(); element++)
        {
            double[][] above = Moved(input, element, options.Epsilon), below = Moved(input, element, -options.Epsilon);
            for (int output = 0; output < shapes.Length; output++)
                for (int row = 0; row < above[output].Length; row++)
                    Compare(input, element, output, row, shapes, analytic[output][column][row, element], (above[output][row] - below[output][row]) / (2 * options.Epsilon));
        }
    }

    private void Compare(int input, long element, int output, int row, long[][] shapes, double analytic, double numeric)
    {
        double error = Math.Abs(analytic - numeric), tolerance = options.AbsoluteTolerance + options.RelativeTolerance * Math.Abs(numeric);
        if (analytic.Equals(numeric)) error = 0; // Equal infinities agree.
        _count++;
        if (!(error <= tolerance)) _failed++;
        if (!(error <= _maximum)) _maximum = error;
        double ratio = double.IsNaN(error) ? double.PositiveInfinity : error / tolerance;
        if (ratio <= _worstRatio) return;
        _worstRatio = ratio;
        _worst = new GradientMismatch(input, Index(element, inputs[input].shape), output, Index(row, shapes[output]), analytic, numeric, error, tolerance);
    }

    private double[][] Moved(int input, long element, double step)
    {
        using var scope = NewDisposeScope();
        Tensor[] point = Point();
        using (no_grad())
        {
            using Tensor flat = point[input].view(-1);
            using Tensor one = flat.narrow(0, element, 1);
            using Scalar number = step.ToScalar();
            one.add_(number);
        }
        return Array.ConvertAll(Evaluation.Run(function, point), o => Values(o));
    }

    // Contiguous copies, so that an element can be moved and the caller's tensors stay as they are.
    private Tensor[] Point() => [.. inputs.Select(i => i.requires_grad ? i.detach().clone().contiguous().requires_grad_(true) : i)];

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(float64).cpu().reshape(-1).data<double>().ToArray();
    }

    private static double[,] Matrix(Tensor jacobian, long rows, long columns)
    {
        double[] values = Values(jacobian);
        var matrix = new double[rows, columns];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }

    private bool Same(double[][][,] a, double[][][,] b) => a.SelectMany(row => row).Zip(b.SelectMany(row => row))
        .All(pair => pair.First.Cast<double>().Zip(pair.Second.Cast<double>()).All(v => v.First.Equals(v.Second) || Math.Abs(v.First - v.Second) <= options.NonDeterminismTolerance));

    private static long[] Index(long flat, long[] shape)
    {
        var index = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; flat /= shape[d], d--) index[d] = flat % shape[d];
        return index;
    }
}
