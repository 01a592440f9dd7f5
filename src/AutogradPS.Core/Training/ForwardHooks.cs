using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace AutogradPS.Training;

/// <summary>What a user hung onto layers with register_forward_hook and its like: it runs, and may change the values, where the layer itself is called.</summary>
internal static class ForwardHooks
{
    // Each kind has a dictionary, which TorchSharp shows to nobody.
    private static readonly string[] Kinds = ["pre_hooks", "post_hooks", "module_pre_hooks", "module_post_hooks"];

    /// <summary>Whether a network or one of its layers has hooks.</summary>
    public static bool Any(nn.Module network) => Has(network) || network.children().Any(Any);

    private static bool Has(nn.Module module) =>
        HookableOf(module.GetType()) is { } hookable && Kinds.Any(kind => hookable.GetField(kind, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(module) is ICollection { Count: > 0 });

    private static Type? HookableOf(Type? type)
    {
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>))) type = type.BaseType;
        return type;
    }
}
