using static TorchSharp.torch;

namespace AutogradPS.Training.Direct;

/// <summary>A fully connected layer; whatever comes in is flattened first.</summary>
internal sealed record LinearStage(Tensor Weight, Tensor Bias) : Stage(Weight, Bias)
{
    public override string BiasDimensions => "[0]";

    protected override string Products(int i) => $"""
        def enter_{i}(x: Tensor) -> Tensor:
            return x.flatten(1)

        def forward_{i}(a: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return act_{i}(torch.addmm(b, a, w.t()))

        def leave_{i}(y: Tensor, x: Tensor) -> Tensor:
            return y

        def back_{i}(v: Tensor) -> Tensor:
            return v

        def left_{i}(u: Tensor, w: Tensor, x: Tensor) -> Tensor:
            return torch.mm(u, w).view(x.size())

        def right_{i}(p: Tensor, w: Tensor) -> Tensor:
            return torch.mm(p, w.t())

        def weight_{i}(u: Tensor, a: Tensor, w: Tensor) -> Tensor:
            return torch.mm(u.t(), a)
        """;
}
