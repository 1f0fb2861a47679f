using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>How the order goes.</summary>
public sealed record PoolFailoverStatus
{
    /// <summary>The generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pending, WaitingForApproval, Running, Succeeded, Aborted, Refused, Failed or DryRunPassed. For people; programs read the conditions.</summary>
    public string? Phase { get; init; }

    /// <summary>The step under way, or the one that stopped it.</summary>
    public string? CurrentStep { get; init; }

    /// <summary>What is going on, or what stopped it and what would help.</summary>
    public string? Message { get; init; }

    /// <summary>The site that served when the order began.</summary>
    public string? SourceSite { get; init; }

    /// <summary>The SqlServerInstance that served when the order began.</summary>
    public string? SourceInstance { get; init; }

    /// <summary>The SqlServerInstance that shall serve.</summary>
    public string? TargetInstance { get; init; }

    /// <summary>Since when the source had not answered the operator when the order began; status.rpo counts up to it.</summary>
    public DateTimeOffset? SourceLostSince { get; init; }

    /// <summary>When the first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When writes were verified at the target.</summary>
    public DateTimeOffset? ServingAt { get; init; }

    /// <summary>When the last step ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Measured time from the order to the first verified write at the target.</summary>
    public string? Rto { get; init; }

    /// <summary>Upper bound of the time whose acknowledged writes are lost: 0s for a planned failover.</summary>
    public string? Rpo { get; init; }

    /// <summary>Up to which time everything acknowledged is at the target (forced failovers).</summary>
    public DateTimeOffset? DataAsOf { get; init; }

    /// <summary>What had to hold before the first step.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<FailoverGate> Gates { get; init; } = [];

    /// <summary>The steps of the official procedure, in order.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<FailoverStep> Steps { get; init; } = [];

    /// <summary>Ready (True once it succeeded), Reconciling, Stalled, DataLossAcknowledged.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}
