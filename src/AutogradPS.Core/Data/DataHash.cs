using System.Security.Cryptography;
using System.Text;

namespace AutogradPS.Data;

/// <summary>Fingerprints of data: "sha256:" and 64 hexadecimal digits.</summary>
internal static class DataHash
{
    public static string OfText(string text) => Name(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Finish(IncrementalHash hash) => Name(hash.GetHashAndReset());

    public static void AppendText(this IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

    private static string Name(byte[] digest) => "sha256:" + Convert.ToHexString(digest).ToLowerInvariant();
}
