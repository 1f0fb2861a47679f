namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Compares the ways that two copies of a log came.</summary>
internal static class BranchHistory
{
    /// <summary>The last LSN up to which two logs are the same: one ends at <paramref name="end"/>, the other goes on further.</summary>
    public static Lsn CommonPoint(IReadOnlyList<Branch> mine, Lsn end, IReadOnlyList<Branch> theirs)
    {
        var common = 0;
        while (common < mine.Count && common < theirs.Count && mine[common].Id == theirs[common].Id)
        {
            common++;
        }

        var point = end;
        if (common < theirs.Count)
        {
            point = Lsn.Min(point, theirs[common].Start);
        }

        if (common < mine.Count)
        {
            point = Lsn.Min(point, mine[common].Start);
        }

        return common == 0 ? default : point;
    }

    /// <summary>Whether a copy that ends at <paramref name="end"/> can be continued by a log of another history.</summary>
    public static bool CanContinue(IReadOnlyList<Branch> mine, Lsn end, IReadOnlyList<Branch> theirs) => CommonPoint(mine, end, theirs) == end;
}
