using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>
/// What Set-Content and Add-Content share: the writers stay open while values come down the pipeline.
/// -Encoding, -NoNewline and their like come from the file system's provider.
/// </summary>
public abstract class WriteContentCommand : ItemCommand, IDisposable
{
    private readonly List<IContentWriter> _writers = [];
    private bool _opened;

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? FindParameters(ProviderContext context) =>
        ProviderAccess.GetWriterParameters(InvokeProvider.Content, Paths.FirstOrDefault() ?? ".", context.Value);

    /// <summary>What is done to the path before its writer is opened, and to the writer after.</summary>
    private protected abstract void BeforeOpening(string path, ProviderContext context);

    private protected abstract void AfterOpening(IContentWriter writer);

    internal override void Invoke(string path, ProviderContext context)
    {
        context.PassThru = false;
        if (!ShouldProcess(path))
            return;
        BeforeOpening(path, context);
        foreach (IContentWriter writer in ProviderAccess.GetWriter(InvokeProvider.Content, path, context.Value))
        {
            _writers.Add(writer);
            AfterOpening(writer);
        }
    }

    protected override void ProcessRecord()
    {
        if (!_opened)
            base.ProcessRecord();
        _opened = true;

        IList values = Value ?? [];
        foreach (IContentWriter writer in _writers)
            writer.Write(values);
        if (PassThru)
            WriteObject(Value, enumerateCollection: true);
    }

    protected override void EndProcessing() => Dispose();

    /// <summary>Closes the files; the engine calls this also where the pipeline was stopped.</summary>
    public void Dispose()
    {
        foreach (IContentWriter writer in _writers)
        {
            writer.Close();
            writer.Dispose();
        }
        _writers.Clear();
        GC.SuppressFinalize(this);
    }
}
