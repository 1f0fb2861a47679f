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
}
