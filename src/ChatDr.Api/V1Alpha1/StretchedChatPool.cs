using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>
/// One logical Persistent Chat pool over two sites: a database mirrored inside its site and log-shipped to the other, and chat servers in both.
/// </summary>
[KubernetesEntity(Group = "chatdr.dev", ApiVersion = "v1alpha1", Kind = "StretchedChatPool", PluralName = "stretchedchatpools")]
[CustomResource("stretchedchatpool", "scp")]
[PrinterColumn("State", "string", ".status.poolState", Description = "Normal: the home site's databases serve. FailedOver: the other site's do.")]
[PrinterColumn("Active", "string", ".status.activeSite", Description = "The site whose databases serve.")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Phase", "string", ".status.phase", Description = "The pool's condition in one word.")]
[PrinterColumn("Mirrored", "string", ".status.conditions[?(@.type==\"Mirrored\")].status", Priority = 1)]
[PrinterColumn("Shipping", "string", ".status.conditions[?(@.type==\"LogShippingHealthy\")].status", Priority = 1)]
[PrinterColumn("Loss", "string", ".status.estimatedDataLoss", Description = "What would be lost if the active site vanished now.", Priority = 1)]
[PrinterColumn("Technology", "string", ".status.technology", Priority = 1)]
[PrinterColumn("Simulated", "boolean", ".status.simulated", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[ValidationRule(
    "self.metadata.name.size() <= 10", "a pool's name has at most 10 characters: the names of its SQL Server hosts are made from it, and a host name holds 15")]
public sealed record StretchedChatPool : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "chatdr.dev/v1alpha1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "StretchedChatPool";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What the user wants. It never names the current role of a site: a failover must not be undone by the next synchronisation from Git.</summary>
    public required StretchedChatPoolSpec Spec { get; init; }

    /// <summary>What is. Written by the operator alone; it can be lost and is rebuilt from SQL Server and the cluster.</summary>
    public StretchedChatPoolStatus? Status { get; init; }
}
