using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>
/// One SQL Server engine: a StatefulSet of one pod with its Service, volume, credentials, certificates and mirroring endpoint; or one that exists elsewhere.
/// </summary>
[KubernetesEntity(Group = "chatdr.dev", ApiVersion = "v1alpha1", Kind = "SqlServerInstance", PluralName = "sqlserverinstances")]
[CustomResource("sqlserverinstance", "sqli")]
[PrinterColumn("Server", "string", ".status.serverName", Description = "@@SERVERNAME.")]
[PrinterColumn("Role", "string", ".spec.role", Description = "Partner or Witness.")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Version", "string", ".status.version")]
[PrinterColumn("Edition", "string", ".status.edition", Priority = 1)]
[PrinterColumn("Platform", "string", ".status.platform", Priority = 1)]
[PrinterColumn("Simulated", "boolean", ".status.simulated", Priority = 1)]
[PrinterColumn("Address", "string", ".status.address", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[ValidationRule("self.metadata.name.size() <= 13", "an instance's name has at most 13 characters: with -0 it is the host name, of which SQL Server takes 15")]
public sealed record SqlServerInstance : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "chatdr.dev/v1alpha1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "SqlServerInstance";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What the user wants.</summary>
    public required SqlServerInstanceSpec Spec { get; init; }

    /// <summary>What is.</summary>
    public SqlServerInstanceStatus? Status { get; init; }
}
