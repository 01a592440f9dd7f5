using System.Management.Automation;
using System.Text;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>pwsh's names of text encodings.</summary>
internal static class FileEncoding
{
    /// <summary>UTF-8 without a byte order mark, what pwsh writes.</summary>
    public static readonly Encoding Default = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static readonly Dictionary<string, Encoding> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ascii"] = Encoding.ASCII,
        ["bigendianunicode"] = Encoding.BigEndianUnicode,
        ["bigendianutf32"] = new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        ["oem"] = Default,
        ["unicode"] = Encoding.Unicode,
        ["utf8"] = Default,
        ["utf8BOM"] = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        ["utf8NoBOM"] = Default,
        ["utf32"] = Encoding.UTF32,
    };

    /// <summary>The encoding of a name, a code page or a .NET name.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">There is none.</exception>
    public static Encoding Parse(object value)
    {
        try
        {
            return value switch
            {
                Encoding encoding => encoding,
                string name when Named.TryGetValue(name, out Encoding? encoding) => encoding,
                string name when !int.TryParse(name, out _) => Encoding.GetEncoding(name),
                _ => Encoding.GetEncoding(LanguagePrimitives.ConvertTo<int>(value)),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PSInvalidCastException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{value}' is not an encoding. Use one of {string.Join(", ", Named.Keys)}, a code page or a .NET name.", e);
        }
    }
}
