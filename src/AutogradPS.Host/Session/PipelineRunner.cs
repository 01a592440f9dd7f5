using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AutogradPS.Host.Session;

/// <summary>Runs pipelines one at a time, nested ones inside, and can stop the innermost from any thread.</summary>
internal sealed class PipelineRunner(Runspace runspace)
{
    private readonly Stack<Pipeline> _running = new();

    /// <summary>Whether a pipeline runs, so that the next must be a nested one.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_running)
            {
                return _running.Count > 0;
            }
        }
    }

    /// <summary>Makes a pipeline of statements.</summary>
    public Pipeline CreateScript(string text, bool addToHistory) => IsRunning
        ? runspace.CreateNestedPipeline(text, addToHistory)
        : runspace.CreatePipeline(text, addToHistory);

    /// <summary>Makes an empty pipeline.</summary>
    public Pipeline Create() => IsRunning ? runspace.CreateNestedPipeline() : runspace.CreatePipeline();

    /// <summary>Runs a pipeline whose output and errors the engine shows through the host.</summary>
    /// <param name="pipeline">The pipeline; disposed of afterwards.</param>
    /// <param name="input">Objects for <c>$input</c>, read while it runs.</param>
    /// <returns>The error that ended it, or null. A pipeline that was stopped ends with PipelineStoppedException.</returns>
    public Exception? RunAndShow(Pipeline pipeline, IEnumerable<object>? input = null)
    {
        if (pipeline.Commands.Count > 0)
        {
            pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        }

        Command outDefault = new("Out-Default", isScript: false, useLocalScope: true);
        outDefault.MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output;
        pipeline.Commands.Add(outDefault);
        return Run(pipeline, input);
    }

    /// <summary>Runs statements and hands back their objects; an error gives none.</summary>
    public IReadOnlyList<PSObject> Evaluate(string text)
    {
        Pipeline pipeline = CreateScript(text, addToHistory: false);
        List<PSObject> results = [];
        pipeline.Output.DataReady += (sender, _) => results.AddRange(((PipelineReader<PSObject>)sender!).NonBlockingRead());
        return Run(pipeline, input: null) is null ? results : [];
    }

    /// <summary>Asks the innermost running pipeline to stop; returns at once.</summary>
    /// <returns>Whether one was running.</returns>
    public bool Stop()
    {
        Pipeline? pipeline;
        lock (_running)
        {
            _running.TryPeek(out pipeline);
        }

        pipeline?.StopAsync();
        return pipeline is not null;
    }

    private Exception? Run(Pipeline pipeline, IEnumerable<object>? input)
    {
        lock (_running)
        {
            _running.Push(pipeline);
        }

        try
        {
            return pipeline.IsNested ? RunHere(pipeline) : RunOnEngineThread(pipeline, input);
        }
        finally
        {
            lock (_running)
            {
                _running.Pop();
            }

            pipeline.Dispose();
        }
    }

    // A nested pipeline runs on the thread of the pipeline around it, which is the caller's.
    private static RuntimeException? RunHere(Pipeline pipeline)
    {
        try
        {
            pipeline.Invoke();
            return null;
        }
        catch (RuntimeException error)
        {
            return error;
        }
    }

    private static Exception? RunOnEngineThread(Pipeline pipeline, IEnumerable<object>? input)
    {
        using ManualResetEventSlim finished = new();
        pipeline.StateChanged += (_, change) =>
        {
            if (change.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped)
            {
                finished.Set();
            }
        };
        try
        {
            if (input is null)
            {
                pipeline.Input.Close();
            }

            pipeline.InvokeAsync();
            Feed(pipeline, input);
        }
        catch (RuntimeException error)
        {
            return error;
        }

        finished.Wait();
        return pipeline.PipelineStateInfo.Reason;
    }

    private static void Feed(Pipeline pipeline, IEnumerable<object>? input)
    {
        if (input is null)
        {
            return;
        }

        try
        {
            foreach (object item in input)
            {
                pipeline.Input.Write(item);
            }

            pipeline.Input.Close();
        }
        catch (PipelineClosedException)
        {
            // The pipeline ended before it had read everything.
        }
    }
}
