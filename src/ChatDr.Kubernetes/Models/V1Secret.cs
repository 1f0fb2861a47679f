namespace ChatDr.Kubernetes.Models;

/// <summary>Confidential data by key.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Secret", PluralName = "secrets")]
public sealed record V1Secret : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Secret";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Such as <c>Opaque</c> or <c>kubernetes.io/tls</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The values; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Values in clear text that the server moves into <see cref="Data"/>; never returned.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>Whether the data can no longer change.</summary>
    public bool? Immutable { get; init; }
}
