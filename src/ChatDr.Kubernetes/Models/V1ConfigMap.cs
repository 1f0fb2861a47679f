namespace ChatDr.Kubernetes.Models;

/// <summary>Configuration by key.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "ConfigMap", PluralName = "configmaps")]
public sealed record V1ConfigMap : IReplaceable
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "ConfigMap";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Text values.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Binary values; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }

    /// <summary>Whether the data can no longer change.</summary>
    public bool? Immutable { get; init; }
}
