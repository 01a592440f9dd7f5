using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using AutogradPS.Host.Commands.Engine;

namespace AutogradPS.Host.Commands.Management;

/// <summary>Get-Content: the lines of a file; -Raw, -Encoding and their like come from the file system's provider.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : ItemCommand
{
    // So that the parameters of pwsh's, where these do not take pipeline input, bind the same.
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    /// <summary>How many lines go down the pipeline as one array; 0 for all, 1 for each by itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, long.MaxValue)]
    public long ReadCount { get; set; } = 1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long TotalCount { get; set; } = long.MaxValue;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int Tail { get; set; } = -1;

    internal override object? FindParameters(ProviderContext context) =>
        ProviderAccess.GetReaderParameters(InvokeProvider.Content, Paths.FirstOrDefault() ?? ".", context.Value);

    internal override void Invoke(string path, ProviderContext context)
    {
        foreach (IContentReader reader in ProviderAccess.GetReader(InvokeProvider.Content, path, context.Value))
        {
            using (reader)
            {
                IEnumerable<object> lines = ReadLines(reader);
                foreach (object line in Tail < 0 ? lines : lines.TakeLast(Tail))
                    WriteObject(line, enumerateCollection: false);
                reader.Close();
            }
        }
    }

    private IEnumerable<object> ReadLines(IContentReader reader)
    {
        for (long read = 0; read < TotalCount && !Stopping;)
        {
            long wanted = ReadCount == 0 ? TotalCount - read : Math.Min(ReadCount, TotalCount - read);
            // The provider takes 0 for everything.
            IList? block = reader.Read(wanted == long.MaxValue ? 0 : wanted);
            if (block is null or { Count: 0 })
                yield break;
            read += block.Count;
            yield return ReadCount == 1 ? block[0]! : block;
        }
    }
}
