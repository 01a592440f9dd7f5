using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using AutogradPS.Errors;
using AutogradPS.Tensors;
using static TorchSharp.torch;

namespace AutogradPS.Cmdlets.Members;

/// <summary>Casts such as <c>[int]$t</c>: TorchSharp's own end the process where the number does not fit.</summary>
public sealed class TensorConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) =>
        sourceValue is Tensor && Type.GetTypeCode(destinationType) is >= TypeCode.SByte and <= TypeCode.Decimal && !destinationType.IsEnum;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        try
        {
            object number = TensorValue.Item((Tensor)sourceValue);
            if (number is Complex complex)
                number = complex.Imaginary == 0 ? complex.Real : throw new PSInvalidCastException($"The complex number {complex} is no {destinationType.Name}. Take .real first.");
            // As PyTorch's int(t): towards zero.
            if (number is float or double && Type.GetTypeCode(destinationType) <= TypeCode.UInt64) number = Math.Truncate(Convert.ToDouble(number, CultureInfo.InvariantCulture));
            return Convert.ChangeType(number, destinationType, CultureInfo.InvariantCulture);
        }
        catch (AutogradPSException e)
        {
            throw new PSInvalidCastException(e.Message, e);
        }
        catch (OverflowException e)
        {
            throw new PSInvalidCastException($"The number of this tensor does not fit into {destinationType.Name}. Use [double], or .item().", e);
        }
    }

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) => throw new NotSupportedException();
}
