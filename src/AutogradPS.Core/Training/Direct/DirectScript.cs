using System.Globalization;
using System.Text;
using AutogradPS.Objectives;

namespace AutogradPS.Training.Direct;

/// <summary>
/// Writes the TorchScript of a critic step: given its activation signs the critic is linear, so that one pass over [generated; real;
/// between] and one chain of products to each side give the loss, the penalty and every gradient, without a graph.
/// </summary>
/// <remarks>
/// With u_i the gradient of the score at the values of layer i, and t_0 = dP/dg at the input gradient g = u_0 W_0, the penalty's gradient
/// is dP/dW_i = u_i' t_i with t_(i+1) = mask_i(t_i W_i'): the chain that leads to g, gone back through. Biases do not enter g. The
/// rows of [generated; real] contribute u_i' a_i as ever, so one product with the rows stacked serves both.
/// </remarks>
internal static class DirectScript
{
    /// <summary>The source of <c>critic</c> and <c>generator</c>. The critic's results are two gradients a layer, mean D(real), mean D(generated), the penalty and its norms.</summary>
    /// <param name="stages">The critic.</param>
    /// <param name="penalty">GP, LP or null for none.</param>
    /// <param name="lambda">Its weight.</param>
    public static string Write(IReadOnlyList<Stage> stages, PenaltyKind? penalty, double lambda)
    {
        var text = new StringBuilder();
        text.AppendLine("def scores(y: Tensor, n: int) -> List[Tensor]:");
        text.AppendLine("    return [y.narrow(0, n, n).mean(), y.narrow(0, 0, n).mean()]");
        text.AppendLine();
        for (int i = 0; i < stages.Count; i++) text.Append(stages[i].Functions(i));
        if (penalty is { } kind) WritePenalised(text, stages, kind, lambda);
        else WritePlain(text, stages);
        WriteGenerator(text, stages);
        return text.ToString().ReplaceLineEndings("\n");
    }

    // x: [generated; real; between], delta: [3n, 1] with the derivative of the loss (or 1, between) by each score.
    private static void WritePenalised(StringBuilder text, IReadOnlyList<Stage> stages, PenaltyKind kind, double lambda)
    {
        int last = stages.Count - 1;
        text.AppendLine("def critic(generated: Tensor, real: Tensor, epsilon: Tensor, delta: Tensor, W: List[Tensor], b: List[Tensor]) -> List[Tensor]:");
        text.AppendLine("    n = real.size(0)");
        text.AppendLine("    x0 = torch.cat([generated, real, torch.lerp(generated, real, epsilon)], 0)");
        WriteForward(text, stages);
        WriteLeft(text, stages);
        text.AppendLine("    g = left_0(u0.narrow(0, 2 * (u0.size(0) // 3), u0.size(0) // 3), w0, x0.narrow(0, 2 * n, n))");
        text.AppendLine("    r = torch.linalg_vector_norm(g.flatten(1), 2, [1])");
        text.AppendLine($"    excess = {(kind == PenaltyKind.LP ? "torch.relu(r - 1.0)" : "r - 1.0")}");
        // The slope of a norm at zero is taken as zero.
        text.AppendLine($"    slope = (excess / r).mul_({Text(2 * lambda)} / n).masked_fill_(r == 0, 0.0)");
        text.AppendLine("    penalty = excess.square().mean()");
        text.AppendLine("    t0 = g * slope.view([n] + [1] * (g.dim() - 1))");
        text.AppendLine("    out: List[Tensor] = []");
        for (int i = 0; i <= last; i++)
        {
            text.AppendLine($"    p{i} = enter_{i}(t{i})");
            if (i < last) text.AppendLine($"    t{i + 1} = leave_{i}(mask_{i}(right_{i}(p{i}, w{i}), y{i}.narrow(0, 2 * (y{i}.size(0) // 3), y{i}.size(0) // 3)), t{i})");
            text.AppendLine($"    a{i}.narrow(0, 2 * (a{i}.size(0) // 3), a{i}.size(0) // 3).copy_(p{i})");
            text.AppendLine($"    out.append(weight_{i}(u{i}, a{i}, w{i}))");
            text.AppendLine(i == last ? ScoreBias(i) : Bias(i, stages[i], 3));
        }
        text.AppendLine($"    return out + scores(y{last}, n) + [penalty, r]");
        text.AppendLine();
    }

    private static void WritePlain(StringBuilder text, IReadOnlyList<Stage> stages)
    {
        int last = stages.Count - 1;
        text.AppendLine("def critic(generated: Tensor, real: Tensor, delta: Tensor, W: List[Tensor], b: List[Tensor]) -> List[Tensor]:");
        text.AppendLine("    x0 = torch.cat([generated, real], 0)");
        WriteForward(text, stages);
        WriteLeft(text, stages);
        text.AppendLine("    out: List[Tensor] = []");
        for (int i = 0; i <= last; i++)
            text.AppendLine($"    out.append(weight_{i}(u{i}, a{i}, w{i}))").AppendLine(i == last ? ScoreBias(i) : Bias(i, stages[i], 2));
        text.AppendLine($"    return out + scores(y{last}, real.size(0))");
        text.AppendLine();
    }

    // The gradient of -mean D(generated) by the generated samples, and its value.
    private static void WriteGenerator(StringBuilder text, IReadOnlyList<Stage> stages)
    {
        text.AppendLine("def generator(x0: Tensor, W: List[Tensor], b: List[Tensor]) -> List[Tensor]:");
        WriteForward(text, stages);
        text.AppendLine($"    delta = torch.full_like(y{stages.Count - 1}, -1.0 / x0.size(0))");
        WriteLeft(text, stages);
        text.AppendLine($"    return [left_0(u0, w0, x0), y{stages.Count - 1}.mean().neg()]");
    }

    private static void WriteForward(StringBuilder text, IReadOnlyList<Stage> stages)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            // Weights of convolutions in the order of their inputs.
            text.AppendLine($"    w{i} = W[{i}]{(stages[i] is ConvolutionStage ? ".contiguous(memory_format=2)" : "")}");
            text.AppendLine($"    a{i} = enter_{i}(x{i})");
            text.AppendLine($"    y{i} = forward_{i}(a{i}, w{i}, b[{i}])");
            if (i < stages.Count - 1) text.AppendLine($"    x{i + 1} = leave_{i}(y{i}, x{i})");
        }
    }

    private static void WriteLeft(StringBuilder text, IReadOnlyList<Stage> stages)
    {
        text.AppendLine($"    u{stages.Count - 1} = delta");
        for (int i = stages.Count - 2; i >= 0; i--)
            text.AppendLine($"    u{i} = mask_{i}(back_{i}(left_{i + 1}(u{i + 1}, w{i + 1}, x{i + 1})), y{i})");
    }

    // Generated and real samples apart: of a neuron that is active for all of them, the sums cancel to the last bit.
    private static string Bias(int i, Stage stage, int groups) =>
        $"    out.append(u{i}.narrow(0, 0, u{i}.size(0) // {groups}).sum({stage.BiasDimensions}) + u{i}.narrow(0, u{i}.size(0) // {groups}, u{i}.size(0) // {groups}).sum({stage.BiasDimensions}))";

    // The two expectations cancel exactly; a sum would leave rounding, which Adam blows up to whole steps.
    private static string ScoreBias(int i) => $"    out.append(torch.zeros_like(b[{i}]))";

    private static string Text(double value) => value.ToString("0.0################", CultureInfo.InvariantCulture);
}
