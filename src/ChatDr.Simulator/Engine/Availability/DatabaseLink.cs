using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>How another replica's copy of a database stands, as the primary knows it.</summary>
/// <param name="Hardened">The end of its log.</param>
/// <param name="IsStreaming">Whether log flows.</param>
/// <param name="IsParticipant">Whether commits wait for it.</param>
/// <param name="Problem">Why no log flows; empty for no reason known.</param>
internal sealed record DatabaseLink(Lsn Hardened, bool IsStreaming, bool IsParticipant, string Problem)
{
    /// <summary>Nothing is known of it.</summary>
    public static DatabaseLink Unknown { get; } = new(default, false, false, "");

    /// <summary>It says that its data movement is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>It was cut back and has not yet the log up to where it was.</summary>
    public Lsn? ReinitializesTo { get; init; }

    /// <summary>When log was last sent to it and hardened there, UTC; null for never.</summary>
    public DateTime? HardenedAt { get; init; }

    /// <summary>How fast it took log when it last got some, in KB/s; null for never.</summary>
    public long? SendRate { get; init; }

    /// <summary>The last commit that it has redone.</summary>
    public Lsn LastCommitLsn { get; init; }

    /// <summary>When that was made on the primary, UTC.</summary>
    public DateTime? LastCommitTime { get; init; }
}
