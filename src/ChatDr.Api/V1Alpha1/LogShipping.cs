using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>Log backups of a mirrored database, from whichever partner is principal, restored without recovery on an instance in the other site.</summary>
[KubernetesEntity(Group = "chatdr.dev", ApiVersion = "v1alpha1", Kind = "LogShipping", PluralName = "logshippings")]
[CustomResource("logshipping", "lship")]
[PrinterColumn("Source", "string", ".status.source", Description = "The instance whose log is backed up.")]
[PrinterColumn("Target", "string", ".spec.target.name")]
[PrinterColumn("Healthy", "string", ".status.conditions[?(@.type==\"LogShippingHealthy\")].status")]
[PrinterColumn("Last Backup", "date", ".status.databases[0].lastBackedUpTime")]
[PrinterColumn("Last Restore", "date", ".status.databases[0].lastRestoredTime")]
[PrinterColumn("Waiting", "integer", ".status.databases[0].waitingBackups", Description = "Log backups not restored yet.", Priority = 1)]
[PrinterColumn("Loss", "string", ".status.databases[0].estimatedDataLoss", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record LogShipping : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "chatdr.dev/v1alpha1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "LogShipping";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What the user wants.</summary>
    public required LogShippingSpec Spec { get; init; }

    /// <summary>What is.</summary>
    public LogShippingStatus? Status { get; init; }
}
