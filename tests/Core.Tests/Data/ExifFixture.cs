namespace AutogradPS.Tests.Data;

/// <summary>Adds the note of a camera's orientation to a JPEG file.</summary>
internal static class ExifFixture
{
    /// <summary>Inserts an Exif segment with tag 0x0112 after the start-of-image marker.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] tiff =
        [
            .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, // big-endian TIFF, first directory at 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, // one entry: orientation, SHORT, 1 value
            0, 0, 0, 0, // no further directory
        ];
        int length = tiff.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. tiff, .. jpeg[2..]];
    }
}
