using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AutogradPS.Errors;
using TorchSharp;

namespace AutogradPS.Cmdlets.Output;

/// <summary>Reads the names and values of an object from the pipeline.</summary>
internal static class MetricRecord
{
    /// <summary>The keys of a dictionary, or the properties of any other object.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(PSObject record)
    {
        object value = record.BaseObject;
        if (value is IDictionary table)
        {
            IEnumerable<KeyValuePair<string, object?>> cells = table.Cast<DictionaryEntry>()
                .Select(entry => Cell(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry.Value));
            // A hashtable's own order changes from session to session.
            return value is Hashtable ? cells.OrderBy(cell => cell.Key, StringComparer.OrdinalIgnoreCase) : cells;
        }
        if (value is string || value.GetType().IsPrimitive || value is IEnumerable or torch.Tensor)
            throw new AutogradPSException("MetricRecordExpected", ErrorKind.InvalidArgument,
                $"A record of metrics is an object with properties or a hashtable, not a {value.GetType().Name}. "
                + "Pipe the records of Start-WganTraining, rows of Import-MetricCsv, or [pscustomobject]@{ Iteration = 1; Loss = 0.5 }.", value);
        return record.Properties.Where(property => property.IsGettable).Select(property => Cell(property.Name, property.Value));
    }

    private static KeyValuePair<string, object?> Cell(string name, object? value) =>
        new(name, (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            torch.Tensor tensor => Number(name, tensor),
            var plain => plain,
        });

    private static object Number(string name, torch.Tensor tensor)
    {
        if (tensor.numel() != 1)
            throw new AutogradPSException("MetricNotScalar", ErrorKind.InvalidArgument,
                $"The metric '{name}' is a tensor of {tensor.numel()} numbers. Reduce it to one, for instance with .mean().", tensor);
        using torch.Tensor number = tensor.detach().cpu();
        // A float32 is written with a float32's digits: 0.1 and not 0.10000000149011612.
        if (number.dtype == torch.ScalarType.Float32) return number.item<float>();
        using torch.Tensor wide = number.to(torch.float64);
        return wide.item<double>();
    }
}
