using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>
/// A one-shot order to move a pool's principal role: to the mirror in the same site, or to the other site. It is never repeated; to move again, create another.
/// </summary>
[KubernetesEntity(Group = "chatdr.dev", ApiVersion = "v1alpha1", Kind = "PoolFailover", PluralName = "poolfailovers")]
[CustomResource("poolfailover", "pfo")]
[PrinterColumn("Pool", "string", ".spec.poolRef.name")]
[PrinterColumn("Type", "string", ".spec.type")]
[PrinterColumn("Mode", "string", ".spec.mode")]
[PrinterColumn("Target", "string", ".spec.target")]
[PrinterColumn("Phase", "string", ".status.phase")]
[PrinterColumn("Step", "string", ".status.currentStep")]
[PrinterColumn("RTO", "string", ".status.rto")]
[PrinterColumn("RPO", "string", ".status.rpo")]
[PrinterColumn("Message", "string", ".status.message", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record PoolFailover : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "chatdr.dev/v1alpha1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "PoolFailover";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>The order. Immutable but for approved.</summary>
    public required PoolFailoverSpec Spec { get; init; }

    /// <summary>How it goes.</summary>
    public PoolFailoverStatus? Status { get; init; }
}
