using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Models;

/// <summary>
/// A <typeparamref name="T"/> of which only the metadata is wanted: the server sends no more than that (Kubernetes API concepts, "Metadata-only fetches"). It
/// serves reads, watches, caches and merge patches of metadata, wherever a kind is named: <c>controller.Owns&lt;PartialObjectMetadata&lt;V1Secret&gt;&gt;()</c>
/// keeps no Secret's content in memory.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record PartialObjectMetadata<T> : IKubernetesObject
    where T : class, IKubernetesObject
{
    /// <summary>The kind's own, not that of the envelope in which the server sends it.</summary>
    [JsonPropertyOrder(-2)]
    public string ApiVersion => KubernetesEntityAttribute.Of<T>().GroupVersion;

    /// <inheritdoc cref="ApiVersion"/>
    [JsonPropertyOrder(-1)]
    public string Kind => KubernetesEntityAttribute.Of<T>().Kind;

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();
}
