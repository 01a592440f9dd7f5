using System.Management.Automation;
using AutogradPS.Autograd;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>
/// A script block under a grad mode. ForEach-Object runs it, so scope, $_, return, break, streams and stopping are what a script writer
/// knows; what the block writes passes <see cref="LeaveGradModeCommand"/>, so that the commands behind it run in their own mode.
/// </summary>
public abstract class GradModeCommand : TorchCmdlet, IDisposable
{
    private static readonly CmdletInfo Outside = new("Out-GradMode", typeof(LeaveGradModeCommand));
    private GradModeScope? _scope;
    private SteppablePipeline? _pipeline;

    /// <summary>What to run, in the caller's scope as ForEach-Object does: variables set in it stay set.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Values for $_: the block runs once for each.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>The mode of the block.</summary>
    protected abstract GradMode Mode { get; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        base.Begin();
        _scope = new GradModeScope(Mode);
        ScriptBlock run = ScriptBlock.Create(@"param($Body, $Outside, $Scope) Microsoft.PowerShell.Core\ForEach-Object -Process $Body | & $Outside -Scope $Scope");
        _pipeline = run.GetSteppablePipeline(CommandOrigin.Internal, [ScriptBlock, Outside, _scope]);
        _pipeline.Begin(this);
    }

    // The mode is that of the thread, on which the commands before and behind this one run too: it is on during the block only.
    /// <inheritdoc/>
    protected override void Process()
    {
        _scope!.Enter();
        try
        {
            if (MyInvocation.ExpectingInput || IsBound(nameof(InputObject))) _pipeline!.Process(InputObject);
            else _pipeline!.Process();
        }
        finally
        {
            _scope.Leave();
        }
    }

    /// <inheritdoc/>
    protected override void End() => _pipeline!.End();

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipeline?.Dispose();
        _scope?.Dispose();
        GC.SuppressFinalize(this);
    }
}
