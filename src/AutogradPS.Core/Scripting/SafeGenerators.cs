using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Scripting;

/// <summary>Methods of random generators, in place of TorchSharp's, which end the process for a bad state.</summary>
#pragma warning disable IDE1006 // PyTorch's names
internal static class SafeGenerators
{
    public static void set_state(Generator generator, Tensor new_state)
    {
        TensorCheck.Usable(new_state, "new_state");
        using Tensor now = generator.get_state();
        if (new_state.dtype != ScalarType.Byte || new_state.device_type != TorchSharp.DeviceType.CPU || !new_state.shape.SequenceEqual(now.shape))
            throw new AutogradPSException("InvalidRandomState", ErrorKind.InvalidArgument,
                $"A generator's state is a uint8 tensor of {now.numel()} elements on the CPU, as get_state() gives it, not {DTypes.Name(new_state.dtype)} of shape {TensorText.Shape(new_state)}.", new_state);
        using Tensor whole = new_state.contiguous();
        CheckTwister(whole);
        generator.set_state(whole);
    }

    // libtorch refuses, by ending the process, a twister whose position is beyond its 624 words.
    private static void CheckTwister(Tensor state)
    {
        byte[] bytes = state.data<byte>().ToArray();
        int left = BitConverter.ToInt32(bytes, 8), next = (int)BitConverter.ToInt64(bytes, 16);
        if (left is < 0 or > 624 || next is < 0 or > 624)
            throw new AutogradPSException("InvalidRandomState", ErrorKind.InvalidData, "These bytes are no state of a generator. Use what get_state() gave.", state);
    }
}
