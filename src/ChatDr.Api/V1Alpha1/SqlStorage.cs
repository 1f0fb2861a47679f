using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>A volume for databases.</summary>
public sealed record SqlStorage
{
    /// <summary>The size as a Kubernetes quantity.</summary>
    [Length(1, 32), Pattern(@"^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$")]
    public string Size { get; init; } = "8Gi";

    /// <summary>The storage class; omitted: the cluster's default.</summary>
    [Length(1, 253)]
    public string? StorageClassName { get; init; }
}
