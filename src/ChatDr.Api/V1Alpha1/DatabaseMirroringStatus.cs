using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The pair as observed.</summary>
public sealed record DatabaseMirroringStatus
{
    /// <summary>The generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The SqlServerInstance that serves the databases; absent while none does.</summary>
    public string? Principal { get; init; }

    /// <summary>The SqlServerInstance that served last, while none does.</summary>
    public string? FormerPrincipal { get; init; }

    /// <summary>The SqlServerInstance that holds the second copy.</summary>
    public string? Mirror { get; init; }

    /// <summary>Which mechanism mirrors.</summary>
    public MirroringTechnology? Technology { get; init; }

    /// <summary>The availability group's name.</summary>
    public string? Group { get; init; }

    /// <summary>The availability group's configuration sequence number, for comparing replicas.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>Since when the principal has not answered.</summary>
    public DateTimeOffset? PrincipalLostSince { get; init; }

    /// <summary>The databases.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<MirroredDatabaseStatus> Databases { get; init; } = [];

    /// <summary>The failover that happened last, or is under way.</summary>
    public MirrorFailoverRecord? LastFailover { get; init; }

    /// <summary>Ready, Mirrored, WitnessConnected, Suspended, Fenced, Reconciling, Stalled.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}
