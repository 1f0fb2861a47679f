namespace ChatDr.Api.V1Alpha1;

/// <summary>A database as observed.</summary>
public sealed record PoolDatabaseStatus
{
    /// <summary>The database's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public DatabaseRole Role { get; init; }

    /// <summary>The name of the SqlServerInstance that serves it; its pod is that name followed by <c>-0</c>.</summary>
    public string? Principal { get; init; }

    /// <summary>Synchronized, Synchronizing, Disconnected, Suspended, or NotMirrored.</summary>
    public string? MirroringState { get; init; }

    /// <summary>Where the log was last backed up to.</summary>
    public string? LastBackedUpLsn { get; init; }

    /// <summary>When the log was last backed up.</summary>
    public DateTimeOffset? LastBackedUpTime { get; init; }

    /// <summary>Where the shipping target was last restored to.</summary>
    public string? LastRestoredLsn { get; init; }

    /// <summary>The age of the newest data at the shipping target: when the last restored log backup was made.</summary>
    public DateTimeOffset? LastRestoredTime { get; init; }

    /// <summary>What would be lost if the active site vanished now, as a duration.</summary>
    public string? EstimatedDataLoss { get; init; }
}
