using System.Text.Json.Nodes;
using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The desired instance.</summary>
[ValidationRule("has(self.external) || has(self.image)", "set image to run an instance, or external to use one that exists")]
public sealed record SqlServerInstanceSpec
{
    /// <summary>Partner holds databases; Witness only gives quorum and runs Express.</summary>
    public InstanceRole Role { get; init; } = InstanceRole.Partner;

    /// <summary>An instance that exists elsewhere; the operator then creates no pod.</summary>
    public ExternalInstance? External { get; init; }

    /// <summary>The container image.</summary>
    [Length(1, 512)]
    public string? Image { get; init; }

    /// <summary>The edition (MSSQL_PID).</summary>
    [Length(1, 64)]
    public string Edition { get; init; } = "Developer";

    /// <summary>Whether you accept SQL Server's licence terms. Nothing starts until you do.</summary>
    public bool AcceptEula { get; init; }

    /// <summary>The value of topology.kubernetes.io/zone that the pod is bound to; omitted: anywhere.</summary>
    [Length(1, 63)]
    public string? Zone { get; init; }

    /// <summary>Compute resources, as in a container.</summary>
    [PreserveUnknownFields]
    public JsonObject? Resources { get; init; }

    /// <summary>The volume.</summary>
    public SqlStorage Storage { get; init; } = new();

    /// <summary>The Secret whose key <c>MSSQL_SA_PASSWORD</c> holds the password of sa.</summary>
    public required LocalReference CredentialsSecretRef { get; init; }

    /// <summary>The backup share, mounted at /var/opt/chatdr/share.</summary>
    public BackupShare? Share { get; init; }

    /// <summary>The application's login, created alike (same SID) on every instance so that it survives a failover.</summary>
    public ApplicationLogin? ApplicationLogin { get; init; }

    /// <summary>What becomes of the volume when the instance is deleted.</summary>
    public DeletionPolicy DeletionPolicy { get; init; } = DeletionPolicy.Retain;
}
