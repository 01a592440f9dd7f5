using System.Security.Cryptography;
using AutogradPS.Errors;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace AutogradPS.Data;

/// <summary>One file of records of equal size: a header, then for each record a prefix (a label) and a row of bytes.</summary>
internal sealed record RecordFile(string Path, long HeaderBytes, int PrefixBytes, long Count);

/// <summary>Rows that stay in uncompressed files and are read by position, so that a set need not fit in memory.</summary>
internal sealed class FileRows : ByteRows
{
    private readonly RecordFile[] files;
    private readonly Lazy<SafeFileHandle>[] handles;

    public FileRows(IReadOnlyList<RecordFile> files, long[] rowShape)
        : base(files.Sum(file => file.Count), rowShape)
    {
        this.files = [.. files];
        handles = [.. files.Select(file => new Lazy<SafeFileHandle>(() => File.OpenHandle(file.Path)))];
    }

    /// <summary>The bytes all rows take.</summary>
    public long TotalBytes => Count * RowBytes;

    /// <summary>Reads everything into memory.</summary>
    public TensorRows Load()
    {
        Tensor data = empty([Count, .. RowShape], dtype: ScalarType.Byte).DetachFromDisposeScope();
        try
        {
            long row = 0;
            foreach (Tensor block in TensorRows.Blocks(data))
            {
                Span<byte> bytes = block.bytes;
                for (; bytes.Length > 0; bytes = bytes[RowBytes..])
                {
                    ReadRow(row++, bytes[..RowBytes]);
                }
            }

            return new TensorRows(data);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public override string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendText($"{ScalarType.Byte} [{string.Join(", ", (long[])[Count, .. RowShape])}]");
        byte[] bytes = new byte[RowBytes];
        for (long row = 0; row < Count; row++)
        {
            ReadRow(row, bytes);
            hash.AppendData(bytes);
        }

        return DataHash.Finish(hash);
    }

    public override void Dispose()
    {
        foreach (Lazy<SafeFileHandle> handle in handles.Where(handle => handle.IsValueCreated))
        {
            handle.Value.Dispose();
        }

        base.Dispose();
    }

    protected override void ReadRow(long row, Span<byte> destination)
    {
        int index = 0;
        while (row >= files[index].Count)
        {
            row -= files[index++].Count;
        }

        RecordFile file = files[index];
        long offset = file.HeaderBytes + (row * (file.PrefixBytes + RowBytes)) + file.PrefixBytes;
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(handles[index].Value, destination, offset);
                if (read == 0)
                {
                    throw new AutogradPSException(
                        "DatasetChanged", ErrorKind.InvalidData, $"'{file.Path}' became shorter while it was in use.", file.Path);
                }

                offset += read;
                destination = destination[read..];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataErrors.Unreadable(file.Path, error);
        }
    }
}
