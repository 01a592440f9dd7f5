using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>A 2-d convolution in channels-last order, in which libtorch's CPU kernels work faster.</summary>
internal sealed record ConvolutionStage(Tensor Weight, Tensor Bias, Conv2d Module) : Stage(Weight, Bias)
{
    private string Stride => $"[{Module.stride[0]}, {Module.stride[^1]}]";

    private string Padding => $"[{Module.padding![0]}, {Module.padding[^1]}]";

    public override string BiasDimensions => "[0, 2, 3]";

    protected override string Products(int i) => $"""
        def enter_{i}(x: Tensor) -> Tensor:
            return x.contiguous(memory_format=2)

        def forward_{i}(a: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return act_{i}(torch.conv2d(a, w, b, {Stride}, {Padding}))

        def leave_{i}(y: Tensor, x: Tensor) -> Tensor:
            return y

        def back_{i}(v: Tensor) -> Tensor:
            return v.contiguous(memory_format=2)

        def left_{i}(u: Tensor, w: Tensor, x: Tensor) -> Tensor:
            h = x.size(2) - ((u.size(2) - 1) * {Module.stride[0]} - 2 * {Module.padding![0]} + w.size(2))
            v = x.size(3) - ((u.size(3) - 1) * {Module.stride[^1]} - 2 * {Module.padding[^1]} + w.size(3))
            return torch.conv_transpose2d(u, w, None, {Stride}, {Padding}, [h, v])

        def right_{i}(p: Tensor, w: Tensor) -> Tensor:
            return torch.conv2d(p, w, None, {Stride}, {Padding})

        def weight_{i}(u: Tensor, a: Tensor, w: Tensor) -> Tensor:
            gi, gw, gb = torch.convolution_backward(u, a, w, None, {Stride}, {Padding}, [1, 1], False, [0, 0], 1, [False, True, False])
            return gw.contiguous()
        """;
}
