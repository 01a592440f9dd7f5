using static TorchSharp.torch;

namespace AutogradPS.Autograd.Graphs;

/// <summary>
/// What a node knows besides its name and edges: shape and dtype of the tensors that its operation made, and the leaf behind an AccumulateGrad.
/// </summary>
/// <remarks>
/// Offsets of libtorch 2.10 on linux-x64. They have a check of their own: where it fails, graphs have no shapes and no names of leaves.
/// The check follows no pointer that it has not seen to point where it must.
/// </remarks>
internal static unsafe class NodeDetails
{
    private const int MetadataOffset = 264;  // Node::input_metadata_, a c10::SmallVector<InputMetadata, 2>: begin, uint32 size, uint32 capacity, inline elements
    private const int MetadataInline = 280;
    private const int MetadataSize = 96;     // InputMetadata: TensorOptions (8), std::variant<SymIntSmallVec, Tensor>, Stream, flags
    private const int VariableOffset = 472;  // AccumulateGrad::variable, the first member after Node's

    // Within InputMetadata.
    private const int DTypeOffset = 2;       // TypeMeta's index, a ScalarType, after the Device
    private const int ShapeOffset = 8;       // c10::SmallVector<SymInt, 5>
    private const int ShapeInline = 24;
    private const int ShapeKindOffset = 64;  // the variant's index; 0 for a SymIntSmallVec
    private const int UndefinedOffset = 90;  // was_default_constructed_
    private const int MaximumRank = 64;
    private const int MaximumOutputs = 1 << 16;

    private static readonly Lazy<bool> Supported = new(SelfCheck);

    public static bool IsSupported => Supported.Value;

    /// <summary>The tensors that the node's operation made, in order; empty where the platform's nodes cannot be read.</summary>
    public static NodeOutput[] Outputs(nint node)
    {
        uint count = *(uint*)(node + MetadataOffset + 8);
        if (!IsSupported || count > MaximumOutputs) return [];
        byte* metadata = *(byte**)(node + MetadataOffset);
        var outputs = new List<NodeOutput>((int)count);
        for (uint i = 0; i < count; i++)
            if (Output(metadata + i * MetadataSize) is { } output) outputs.Add(output);
        return [.. outputs];
    }

    /// <summary>The identity of the tensor that an AccumulateGrad node accumulates into; 0 where it cannot be read.</summary>
    public static nint Variable(nint accumulateGrad) => IsSupported ? *(nint*)(accumulateGrad + VariableOffset) : 0;

    // Null for an output without gradient, such as the indices of a maximum, and for nested tensors.
    private static NodeOutput? Output(byte* metadata)
    {
        uint rank = *(uint*)(metadata + ShapeOffset + 8);
        if (metadata[UndefinedOffset] != 0 || metadata[ShapeKindOffset] != 0 || rank > MaximumRank) return null;
        return new NodeOutput(new ReadOnlySpan<long>(*(long**)(metadata + ShapeOffset), (int)rank).ToArray(), (ScalarType)(*(ushort*)(metadata + DTypeOffset)));
    }

    private static bool SelfCheck()
    {
        if (!NodeReader.IsSupported) return false;
        using var scope = NewDisposeScope();
        using var mode = inference_mode(false);
        using var grad = enable_grad();
        Tensor x = ones([2, 3], ScalarType.Float64, requires_grad: true);
        Tensor y = x * x;
        nint node = NodeReader.Root(y), leaf = NodeReader.Next(node)[0];
        if (!HasInlineOutput(node, x) || !HasInlineOutput(leaf, x) || *(nint*)(leaf + VariableOffset) != NodeReader.Identity(x)) return false;

        // A rank beyond the inline storage, a scalar, and two outputs of one node.
        Tensor deep = y.reshape(1, 2, 1, 3, 1, 1, 1), half = y.split(1)[1];
        nint deepNode = NodeReader.Root(deep), halfNode = NodeReader.Root(half);
        if (*(uint*)(deepNode + MetadataOffset + 8) != 1 || *(uint*)(halfNode + MetadataOffset + 8) != 2) return false;
        return Output(*(byte**)(deepNode + MetadataOffset)) is { } far && far.Shape.SequenceEqual(deep.shape)
            && Output(*(byte**)(halfNode + MetadataOffset) + MetadataSize) is { } second && second.Shape.SequenceEqual(half.shape)
            && Output((byte*)(NodeReader.Root(y.sum()) + MetadataInline)) is { Shape.Length: 0 };
    }

    private static bool HasInlineOutput(nint node, Tensor like)
    {
        byte* metadata = (byte*)(node + MetadataInline);
        return *(byte**)(node + MetadataOffset) == metadata && *(uint*)(node + MetadataOffset + 8) == 1
            && *(byte**)(metadata + ShapeOffset) == metadata + ShapeInline
            && Output(metadata) is { } output && output.DType == like.dtype && output.Shape.SequenceEqual(like.shape);
    }
}
