using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Runtime.CompilerServices;
using static AutogradPS.Host.Commands.Engine.ProviderContext;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>The provider calls that take a <see cref="ProviderContext"/>; each is the engine's method of that name.</summary>
internal static class ProviderAccess
{
    private const string SessionTypeName = "System.Management.Automation.SessionStateInternal, System.Management.Automation";

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Get")]
    public static extern void GetChildItem(
        ChildItemCmdletProviderIntrinsics provider, string path, bool recurse, uint depth, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetNames")]
    public static extern void GetChildNames(
        ChildItemCmdletProviderIntrinsics provider, string path, ReturnContainers containers, bool recurse, uint depth,
        [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetChildItemsDynamicParameters")]
    public static extern object? GetChildItemParameters(
        ChildItemCmdletProviderIntrinsics provider, string path, bool recurse, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Get")]
    public static extern void GetItem(ItemCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "New")]
    public static extern void NewItem(
        ItemCmdletProviderIntrinsics provider, string path, string? name, string? type, object? content, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Copy")]
    public static extern void CopyItem(
        ItemCmdletProviderIntrinsics provider, string path, string destination, bool recurse, CopyContainers containers,
        [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Move")]
    public static extern void MoveItem(
        ItemCmdletProviderIntrinsics provider, string path, string destination, [UnsafeAccessorType(TypeName)] object context);

    /// <summary>Removes the item of a path that is resolved already, with the context's filters applied below it.</summary>
    public static void RemoveItem(SessionState session, PathInfo item, bool recurse, ProviderContext context) =>
        RemoveItem(GetInternal(session), item.Provider.Name, item.ProviderPath, recurse, context.Value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Internal")]
    [return: UnsafeAccessorType(SessionTypeName)]
    private static extern object GetInternal(SessionState session);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RemoveItem")]
    private static extern void RemoveItem(
        [UnsafeAccessorType(SessionTypeName)] object session, string provider, string path, bool recurse, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Exists")]
    public static extern bool Exists(ItemCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ItemExistsDynamicParameters")]
    public static extern object? GetExistsParameters(
        ItemCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "IsContainer")]
    public static extern bool IsContainer(ItemCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "IsCurrentLocationOrAncestor")]
    public static extern bool IsCurrentLocationOrAncestor(PathIntrinsics paths, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetResolvedPSPathFromPSPath")]
    public static extern Collection<PathInfo> Resolve(PathIntrinsics paths, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetReader")]
    public static extern Collection<IContentReader> GetReader(
        ContentCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetContentReaderDynamicParameters")]
    public static extern object? GetReaderParameters(
        ContentCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetWriter")]
    public static extern Collection<IContentWriter> GetWriter(
        ContentCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetContentWriterDynamicParameters")]
    public static extern object? GetWriterParameters(
        ContentCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Clear")]
    public static extern void ClearContent(
        ContentCmdletProviderIntrinsics provider, string path, [UnsafeAccessorType(TypeName)] object context);
}
