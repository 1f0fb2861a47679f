using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>
/// Whether a log backup may be applied to a copy: by LSN and by recovery fork (docs/sql-server-facts.md C4). Pure and total. A set is taken if and only if its
/// log is the continuation of the copy's own and FirstLSN &lt;= redo LSN &lt; LastLSN; so the first log after a full backup has to go beyond the full backup's
/// LastLSN.
/// </summary>
internal static class RestoreChain
{
    /// <summary>Judges a log backup for a copy.</summary>
    /// <param name="family">family_guid of the copy.</param>
    /// <param name="branches">The way the copy's log came.</param>
    /// <param name="redo">redo_start_lsn of the copy.</param>
    /// <param name="set">The backup set's header.</param>
    public static RestoreVerdict Judge(Guid family, IReadOnlyList<Branch> branches, Lsn redo, BackupHeader set)
    {
        if (set.FamilyGuid != family)
        {
            return RestoreVerdict.OtherDatabase;
        }

        // A copy at or beyond the end of the set has nothing to get from it, on whatever fork it is: a loop over files skips it.
        if (set.LastLsn <= redo)
        {
            return IsPrefix(set, branches) ? RestoreVerdict.TooEarly : RestoreVerdict.OtherFork;
        }

        return !BranchHistory.CanContinue(branches, redo, set.Branches) ? RestoreVerdict.OtherFork
            : set.FirstLsn > redo ? RestoreVerdict.TooRecent
            : RestoreVerdict.Apply;
    }

    /// <summary>Whether the log of a set is part of the copy's own past.</summary>
    private static bool IsPrefix(BackupHeader set, IReadOnlyList<Branch> branches) => BranchHistory.CanContinue(set.Branches, set.LastLsn, branches);
}
