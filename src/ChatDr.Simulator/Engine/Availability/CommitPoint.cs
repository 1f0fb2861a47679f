using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>How far a primary may apply and acknowledge its log: the decision on which "no acknowledged row is lost" rests.</summary>
internal static class CommitPoint
{
    /// <summary>The commit point; never before <paramref name="applied"/>.</summary>
    /// <param name="applied">Up to where commits are acknowledged already.</param>
    /// <param name="endOfLog">The end of the primary's own log.</param>
    /// <param name="hardened">What each copy that commits wait for has hardened.</param>
    /// <param name="isHeld">Too few synchronised secondaries, or no write lease: nothing more may be acknowledged.</param>
    public static Lsn Of(Lsn applied, Lsn endOfLog, IEnumerable<Lsn> hardened, bool isHeld) =>
        isHeld ? applied : Lsn.Max(applied, hardened.Aggregate(endOfLog, Lsn.Min));

    /// <summary>
    /// Whether REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT holds commits back (Microsoft Learn, "High availability and data protection for availability group
    /// configurations": with too few the primary is not available for user transactions). Only secondaries count that the configuration calls synchronised: to
    /// the others no failover without loss is possible.
    /// </summary>
    public static bool IsHeld(int required, int synchronizedSecondaries) => synchronizedSecondaries < required;
}
