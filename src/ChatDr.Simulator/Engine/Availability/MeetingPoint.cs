using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Where a secondary's copy goes on from.</summary>
/// <param name="Common">The LSN up to which both logs are the same.</param>
/// <param name="Problem">Why the copy cannot go on; empty when it can.</param>
internal readonly record struct MeetingPoint(Lsn Common, string Problem)
{
    /// <summary>The point at which a copy that ends at <paramref name="end"/> meets the primary's. What it holds beyond that is undone.</summary>
    /// <param name="primary">The primary's copy.</param>
    /// <param name="branches">The branches of the other copy's log.</param>
    /// <param name="end">Its end.</param>
    public static MeetingPoint Of(Database primary, IReadOnlyList<Branch> branches, Lsn end)
    {
        var common = BranchHistory.CommonPoint(branches, Lsn.Min(end, primary.EndOfLog), primary.Read(image => image.Branches.ToArray()));
        return new(common, primary.ReadLog(common, 1) is null ? $"the copies cannot be brought together at LSN {common}: it has to be seeded again" : "");
    }
}
