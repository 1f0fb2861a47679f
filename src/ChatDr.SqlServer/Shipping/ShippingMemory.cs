namespace ChatDr.SqlServer.Shipping;

/// <summary>What earlier passes found. All of it may be lost: then a backup and a restore are simply due.</summary>
public sealed record ShippingMemory
{
    /// <summary>When the newest log backup was ordered.</summary>
    public DateTimeOffset? LastBackedUpAt { get; init; }

    /// <summary>When waiting files were last restored.</summary>
    public DateTimeOffset? LastRestoreRunAt { get; init; }
}
