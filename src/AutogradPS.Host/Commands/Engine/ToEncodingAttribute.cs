using System.Management.Automation;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>Lets a parameter take an encoding by name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ToEncodingAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        FileEncoding.Parse(inputData is PSObject wrapped ? wrapped.BaseObject : inputData);
}
