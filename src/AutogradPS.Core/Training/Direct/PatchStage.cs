using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>
/// A 2-d convolution of few channels, as a matrix product over its patches: a direct convolution cannot fill the processor's
/// vectors with one to four channels. Entered inputs are [n * positions, channels * kernel], values [n * positions, channels].
/// </summary>
internal sealed record PatchStage(Tensor Weight, Tensor Bias, Conv2d Module) : Stage(Weight, Bias)
{
    /// <summary>The most channels for which patches are the faster way.</summary>
    public const long MaxChannels = 4;

    private long Area => Module.kernel_size[0] * Module.kernel_size[^1];

    private string Window => $"[{Module.kernel_size[0]}, {Module.kernel_size[^1]}], [1, 1], [{Module.padding![0]}, {Module.padding[^1]}], [{Module.stride[0]}, {Module.stride[^1]}]";

    public override string BiasDimensions => "[0]";

    protected override string Products(int i) => $"""
        def enter_{i}(x: Tensor) -> Tensor:
            return torch.im2col(x, {Window}).transpose(1, 2).reshape(-1, x.size(1) * {Area})

        def forward_{i}(a: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return act_{i}(torch.addmm(b, a, w.flatten(1).t()))

        def leave_{i}(y: Tensor, x: Tensor) -> Tensor:
            h = (x.size(2) + 2 * {Module.padding![0]} - {Module.kernel_size[0]}) // {Module.stride[0]} + 1
            return y.view(x.size(0), h, -1, y.size(1)).permute(0, 3, 1, 2)

        def back_{i}(v: Tensor) -> Tensor:
            return v.permute(0, 2, 3, 1).reshape(-1, v.size(1))

        def left_{i}(u: Tensor, w: Tensor, x: Tensor) -> Tensor:
            c = torch.mm(u, w.flatten(1)).view(x.size(0), -1, x.size(1) * {Area}).transpose(1, 2)
            return torch.col2im(c, [x.size(2), x.size(3)], {Window})

        def right_{i}(p: Tensor, w: Tensor) -> Tensor:
            return torch.mm(p, w.flatten(1).t())

        def weight_{i}(u: Tensor, a: Tensor, w: Tensor) -> Tensor:
            return torch.mm(u.t(), a).view(w.size())
        """;
}
