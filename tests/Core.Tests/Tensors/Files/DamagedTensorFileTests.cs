using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using AutogradPS.Errors;
using AutogradPS.Tensors.Files;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Tensors.Files;

/// <summary>A reader that trusts no header: whatever the bytes, the result is a tensor or a typed error, and little memory is taken.</summary>
public class DamagedTensorFileTests
{
    private static readonly string[] Ids = ["MalformedTensorFile", "UnsupportedTensorFile"];

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)] // data too short
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12)] // data too long
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8)] // shape and offsets disagree
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8)] // end before begin
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0)] // 2^64 bytes are 0 in 64 bits
    [InlineData("""{"a":{"dtype":"F32","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16)] // twice
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)] // overlap
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)] // same bytes
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)] // gap
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"x"}}""", 8)]
    [InlineData("""{"a":{"dtype":5,"shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":[1,2]}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[[[[2]]]]]]]],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0)]
    [InlineData("""[]""", 0)]
    [InlineData("""{} {}""", 0)]
    [InlineData("""{"a":""", 0)]
    [InlineData("", 0)]
    public void ASafetensorsHeaderThatLiesIsRefused(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        Refused("x.safetensors", file, "MalformedTensorFile");
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(3UL)]
    public void AHeaderLengthBeyondTheFileTakesNoMemory(ulong length)
    {
        byte[] file = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Refused("x.safetensors", file, "MalformedTensorFile");
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "MalformedTensorFile")] // two numbers behind it
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "MalformedTensorFile")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "MalformedTensorFile")]
    [InlineData("{'descr': '<U4', 'fortran_order': False, 'shape': (2,), }", "UnsupportedTensorFile")]
    [InlineData("hello", "MalformedTensorFile")]
    public void ANpyHeaderThatLiesIsRefused(string header, string id) =>
        Refused("x.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.Latin1.GetBytes(header), .. new byte[8]], id);

    [Fact]
    public void ANpyFileWithBooleansOfTwoIsRefused()
    {
        string header = "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }";
        Refused("x.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.Latin1.GetBytes(header), 1, 2], "MalformedTensorFile");
    }

    [Theory]
    [InlineData("1,2\n3\n")]
    [InlineData("1,x\n")]
    [InlineData("# int8 1,1\n300\n")]
    [InlineData("# float32 2,2\n1,2\n")]
    [InlineData("# float99 1\n1\n")]
    [InlineData("# float32 9223372036854775807,9223372036854775807\n1\n")]
    [InlineData("# bool 1\n2\n")]
    [InlineData("1,,2\n")]
    public void ATableThatIsNoneIsRefused(string text) => Refused("x.csv", Encoding.UTF8.GetBytes(text), "MalformedTensorFile");

    [Theory]
    [InlineData("x.safetensors")]
    [InlineData("x.npy")]
    [InlineData("x.csv")]
    public void TruncationsAndRandomDamageGiveATensorOrATypedError(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);
        var entries = new List<TensorEntry> { new("first", arange(6, dtype: float32).reshape(2, 3)) };
        if (name.EndsWith("safetensors", StringComparison.Ordinal)) entries.AddRange([new("second", ones(3, int64)), new("third", ones(5).gt(0))]);
        TensorFile.Write(path, entries, overwrite: true);
        byte[] sound = File.ReadAllBytes(path);
        for (int length = 0; length < sound.Length; length++) Survives(path, sound[..length], mustFail: name != "x.csv");

        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. sound];
            for (int k = random.Next(1, 5); k > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Survives(path, damaged, mustFail: false);
        }
    }

    [Fact]
    public void ALyingHeaderTakesNoMemory()
    {
        // 1 TiB by its header, 8 bytes by its length
        byte[] json = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[274877906944],"data_offsets":[0,1099511627776]}}""");
        byte[] file = new byte[8 + json.Length + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        using Process self = Process.GetCurrentProcess();
        long before = self.PeakWorkingSet64;
        Refused("x.safetensors", file, "MalformedTensorFile");
        self.Refresh();
        Assert.InRange(self.PeakWorkingSet64 - before, 0, 64 << 20);
    }

    private static void Refused(string name, byte[] bytes, string id)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File(name), bytes);
        var e = Assert.Throws<AutogradPSException>(() => TensorFile.Read(folder.File(name)));
        Assert.Equal(id, e.ErrorId);
    }

    private static void Survives(string path, byte[] bytes, bool mustFail)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            TensorFile.Read(path).Dispose();
            Assert.False(mustFail, $"{bytes.Length} bytes were read");
        }
        catch (AutogradPSException e)
        {
            Assert.Contains(e.ErrorId, Ids);
        }
    }
}
