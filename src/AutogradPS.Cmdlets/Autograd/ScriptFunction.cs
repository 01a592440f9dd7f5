using System.Management.Automation;
using AutogradPS.Autograd.HigherOrder;
using AutogradPS.Errors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Autograd;

/// <summary>A script block as a function of tensors: they are its arguments, and what it writes are its outputs.</summary>
internal static class ScriptFunction
{
    /// <summary>The function, to be called while the cmdlet runs.</summary>
    /// <exception cref="AutogradPSException">FunctionOutput: the block wrote something else than tensors.</exception>
    public static TensorFunction Of(PSCmdlet cmdlet, ScriptBlock block) => inputs =>
    {
        var written = cmdlet.InvokeCommand.InvokeScript(true, block, null, [.. inputs]);
        return [.. written.Select(o => o?.BaseObject as Tensor ?? throw new AutogradPSException("FunctionOutput", ErrorKind.InvalidResult,
            $"The script block wrote {(o is null ? "$null" : $"a value of type {o.BaseObject.GetType().Name}")} where only tensors may come out. Assign what is not the result to $null.", o?.BaseObject))];
    };
}
