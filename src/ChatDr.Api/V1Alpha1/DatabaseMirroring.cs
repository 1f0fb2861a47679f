using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>A synchronous second copy of databases: principal, mirror, and perhaps a witness, inside one site.</summary>
[KubernetesEntity(Group = "chatdr.dev", ApiVersion = "v1alpha1", Kind = "DatabaseMirroring", PluralName = "databasemirrorings")]
[CustomResource("databasemirroring", "dbm")]
[PrinterColumn("Principal", "string", ".status.principal")]
[PrinterColumn("Mirror", "string", ".status.mirror")]
[PrinterColumn("Mirrored", "string", ".status.conditions[?(@.type==\"Mirrored\")].status")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Witness", "string", ".status.conditions[?(@.type==\"WitnessConnected\")].status", Priority = 1)]
[PrinterColumn("Technology", "string", ".status.technology", Priority = 1)]
[PrinterColumn("Databases", "string", ".spec.databases", Priority = 1)]
[PrinterColumn("Last Failover", "date", ".status.lastFailover.completedAt", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record DatabaseMirroring : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "chatdr.dev/v1alpha1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "DatabaseMirroring";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What the user wants.</summary>
    public required DatabaseMirroringSpec Spec { get; init; }

    /// <summary>What is.</summary>
    public DatabaseMirroringStatus? Status { get; init; }
}
