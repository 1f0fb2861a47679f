namespace ChatDr.Kubernetes.Models;

/// <summary>A list of objects of one kind as the server sends it.</summary>
/// <typeparam name="T">The items' type.</typeparam>
public sealed record KubernetesList<T>
{
    /// <summary>The revision of the collection and the paging token.</summary>
    public V1ListMeta Metadata { get; init; } = new();

    /// <summary>The objects. Servers write <c>null</c> for none in an empty <c>PartialObjectMetadataList</c>.</summary>
    public IReadOnlyList<T> Items
    {
        get;
        init => field = value ?? [];
    } = [];
}
