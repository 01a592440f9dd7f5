using AutogradPS.Errors;

namespace AutogradPS.Networks.Layers;

/// <summary>The error of a layer that cannot be read or built: which one, where in the list, and what to do.</summary>
internal static class LayerError
{
    /// <summary>InvalidLayer with the layer's text as target.</summary>
    public static AutogradPSException At(string text, int position, string what, Exception? cause = null) =>
        new("InvalidLayer", ErrorKind.InvalidArgument, $"Layer {position} ('{text.Trim()}'): {what}{(what.EndsWith('?') ? "" : ".")}", text, cause);

    /// <summary>InvalidLayer with the layer's text as target.</summary>
    public static AutogradPSException At(LayerText layer, string what, Exception? cause = null) => At(layer.Text, layer.Position, what, cause);
}
