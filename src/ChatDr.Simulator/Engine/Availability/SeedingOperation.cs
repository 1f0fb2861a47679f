namespace ChatDr.Simulator.Engine.Availability;

/// <summary>An automatic seeding, as the primary knows it (sys.dm_hadr_automatic_seeding, sys.dm_hadr_physical_seeding_stats).</summary>
/// <param name="Id">operation_id.</param>
/// <param name="Database">The database.</param>
/// <param name="Replica">The replica that is seeded.</param>
/// <param name="Started">When it began, UTC.</param>
/// <param name="Total">The length of the image and of the log that comes with it, in bytes.</param>
internal sealed record SeedingOperation(Guid Id, string Database, string Replica, DateTime Started, long Total)
{
    /// <summary>How much of it is there, in bytes.</summary>
    public long Transferred { get; init; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>Why it failed; empty when it did not.</summary>
    public string Failure { get; init; } = "";

    /// <summary>current_state.</summary>
    public string State => Ended is null ? "SEEDING" : Failure.Length == 0 ? "COMPLETED" : "FAILED";

    /// <summary>Bytes a second so far.</summary>
    public long Rate(DateTime now) => (long)(Transferred / Math.Max(0.001, ((Ended ?? now) - Started).TotalSeconds));
}
