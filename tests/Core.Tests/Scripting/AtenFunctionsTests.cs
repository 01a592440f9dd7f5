using System.IO.MemoryMappedFiles;
using System.Text;
using AutogradPS.Scripting.Aten;
using Xunit;

namespace AutogradPS.Tests.Scripting;

/// <summary>The declarations that calls are written by: one that is not libtorch's would end the process.</summary>
public sealed class AtenFunctionsTests
{
    [Fact]
    public unsafe void EveryDeclarationIsLibtorchs()
    {
        string library = Directory.EnumerateFiles(AppContext.BaseDirectory).First(file => Path.GetFileNameWithoutExtension(file) is "libtorch_cpu" or "torch_cpu");
        using var mapped = MemoryMappedFile.CreateFromFile(library, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            HashSet<string> declared = Declarations(new ReadOnlySpan<byte>(start, (int)new FileInfo(library).Length));
            Assert.True(declared.Count > 1000);
            Assert.DoesNotContain(AtenFunctions.Declarations, own => !declared.Contains(own));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    // Strings that end with 0, and have an arrow in them.
    private static HashSet<string> Declarations(ReadOnlySpan<byte> library)
    {
        HashSet<string> found = [];
        for (int at = 0; library[at..].IndexOf(") -> "u8) is >= 0 and var next; )
        {
            at += next;
            int begin = library[..at].LastIndexOf((byte)0) + 1, end = at + library[at..].IndexOf((byte)0);
            string text = Encoding.Latin1.GetString(library[begin..end]);
            found.Add(text.StartsWith("aten::", StringComparison.Ordinal) ? text[6..] : text);
            at = end;
        }
        return found;
    }
}
