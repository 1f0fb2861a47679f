using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The instance as observed.</summary>
public sealed record SqlServerInstanceStatus
{
    /// <summary>The generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>@@SERVERNAME.</summary>
    public string? ServerName { get; init; }

    /// <summary>SERVERPROPERTY('ProductVersion').</summary>
    public string? Version { get; init; }

    /// <summary>SERVERPROPERTY('Edition').</summary>
    public string? Edition { get; init; }

    /// <summary>Linux or Windows.</summary>
    public string? Platform { get; init; }

    /// <summary>True when the engine is not a real SQL Server but the simulator.</summary>
    public bool? Simulated { get; init; }

    /// <summary>Host and port where T-SQL clients reach it.</summary>
    public string? Address { get; init; }

    /// <summary>Host and port of the mirroring endpoint, as partners reach it.</summary>
    public string? MirroringAddress { get; init; }

    /// <summary>When the engine last started (sys.dm_os_sys_info).</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether the application's login is disabled (see spec.applicationLogin.disabled).</summary>
    public bool? ApplicationLoginDisabled { get; init; }

    /// <summary>Ready, Reconciling, Stalled.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}
