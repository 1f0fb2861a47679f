using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Whether a copy that was restored by hand can join (docs/sql-server-facts.md B6).</summary>
internal static class JoinRules
{
    /// <summary>The refusal's error number; null when it can.</summary>
    /// <param name="common">Up to where the copy's log and the primary's are the same.</param>
    /// <param name="end">Where the copy's log ends.</param>
    /// <param name="lastLogBackup">Where the primary's next log backup begins.</param>
    /// <param name="isKept">Whether the primary still has the log from there on.</param>
    public static int? Refusal(Lsn common, Lsn end, Lsn? lastLogBackup, bool isKept) => 0 switch
    {
        // It holds what the primary does not: another database, another recovery fork, or log that a forced failover gave up.
        _ when common < end => 1408,

        // The chain of log backups would have a hole: the last log backup has to be restored first.
        _ when end < lastLogBackup => 1478,
        _ when !isKept => 1412,
        _ => null,
    };
}
