using System.Buffers.Binary;
using System.Text;

namespace AutogradPS.Build;

/// <summary>
/// Marks a needed symbol version of an ELF shared object as weak (VER_FLG_WEAK), so that a dynamic loader whose libraries
/// lack the version still accepts the file.
/// </summary>
/// <remarks>
/// libLibTorchSharp.so needs GLIBCXX_3.4.32 for one symbol that no relocation uses, so nothing ever calls it; without the
/// flag it does not load on Debian 12, Ubuntu 22.04 or RHEL 9. On newer systems the flag changes nothing.
/// Layout: ELF-64 (gabi), section .gnu.version_r of type SHT_GNU_verneed (LSB, symbol versioning).
/// </remarks>
internal static class WeakVersionNeed
{
    private const uint VerNeedSection = 0x6FFFFFFE;
    private const ushort WeakFlag = 0x2;

    /// <summary>Sets the flag in place and returns how many needs of that version it found (0 when there is none).</summary>
    /// <exception cref="InvalidDataException">The file is not a little-endian 64-bit ELF file.</exception>
    public static int Weaken(string path, string version)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < 64 || !file.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || file[4] != 2 || file[5] != 1)
            throw new InvalidDataException($"'{path}' is not a little-endian 64-bit ELF file.");

        int found = 0;
        foreach (long entry in NeedEntries(file, version))
        {
            Span<byte> flags = file.AsSpan((int)entry + 4, 2);
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
            found++;
        }
        if (found > 0) File.WriteAllBytes(path, file);
        return found;
    }

    /// <summary>Offsets of the Vernaux entries that name the version.</summary>
    private static IEnumerable<long> NeedEntries(byte[] file, string version)
    {
        long headers = U64(file, 0x28);
        int headerSize = U16(file, 0x3A), count = U16(file, 0x3C);
        for (int i = 0; i < count; i++)
        {
            long header = headers + (long)i * headerSize;
            if (U32(file, header + 4) != VerNeedSection) continue;
            long strings = U64(file, headers + U32(file, header + 40) * (long)headerSize + 24);
            long need = U64(file, header + 24);
            for (uint next = 1; next != 0; need += next)
            {
                int entries = U16(file, need + 2);
                long entry = need + U32(file, need + 8);
                for (int k = 0; k < entries; k++)
                {
                    if (Name(file, strings + U32(file, entry + 8)) == version) yield return entry;
                    entry += U32(file, entry + 12);
                }
                next = U32(file, need + 12);
            }
        }
    }

    private static string Name(byte[] file, long offset)
    {
        ReadOnlySpan<byte> rest = file.AsSpan((int)offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static ushort U16(byte[] file, long at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((int)at));

    private static uint U32(byte[] file, long at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at));

    private static long U64(byte[] file, long at) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((int)at));
}
