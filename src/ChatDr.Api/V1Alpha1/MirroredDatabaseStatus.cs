namespace ChatDr.Api.V1Alpha1;

/// <summary>A mirrored database as observed.</summary>
public sealed record MirroredDatabaseStatus
{
    /// <summary>The database's name.</summary>
    public required string Name { get; init; }

    /// <summary>Synchronized, Synchronizing, Disconnected, Suspended, or NotMirrored.</summary>
    public required string State { get; init; }

    /// <summary>Kilobytes of log that the mirror has not received.</summary>
    public long? SendQueueKilobytes { get; init; }

    /// <summary>Kilobytes of log that the mirror has not redone.</summary>
    public long? RedoQueueKilobytes { get; init; }
}
