using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Backups;

/// <summary>The one rule that decides which log backup may be applied, over every order of positions and over forks.</summary>
public class RestoreChainTests
{
    private static readonly Guid Family = Guid.NewGuid();
    private static readonly Branch Root = new(Guid.NewGuid(), At(0), true);

    [Fact]
    [Trait("Fact", "C4.1")]
    [Trait("Fact", "4305")]
    [Trait("Fact", "4326")]
    public void Judge_EveryOrderOfPositions_TakesASetIfFirstIsNotAfterRedoAndLastIs()
    {
        foreach (var (first, last, redo) in
            from first in Enumerable.Range(1, 6)
            from last in Enumerable.Range(first, 7 - first)
            from redo in Enumerable.Range(1, 6)
            select (first, last, redo))
        {
            var expected = last <= redo ? RestoreVerdict.TooEarly : first > redo ? RestoreVerdict.TooRecent : RestoreVerdict.Apply;

            RestoreChain.Judge(Family, [Root], At(redo), Set(first, last, Root)).ShouldBe(expected, $"[{first}, {last}) on a copy at {redo}");
        }
    }

    [Fact]
    [Trait("Fact", "4330")]
    [Trait("Fact", "C4.7")]
    public void Judge_EveryPlaceOfAFork_TakesASetOnlyOfTheCopysOwnPath()
    {
        foreach (var (fork, redo, last) in
            from fork in Enumerable.Range(1, 6)
            from redo in Enumerable.Range(1, 6)
            from last in Enumerable.Range(fork + 1, 6)
            select (fork, redo, last))
        {
            var branch = new Branch(Guid.NewGuid(), At(fork), true);

            // The set forked at a place that the copy has not reached, or just reached: the copy can follow. Beyond, it went another way.
            var forked = RestoreChain.Judge(Family, [Root], At(redo), Set(1, last, Root, branch));
            forked.ShouldBe(redo > fork ? RestoreVerdict.OtherFork : last <= redo ? RestoreVerdict.TooEarly : RestoreVerdict.Apply,
                $"set forked at {fork} to {last}, copy at {redo}");

            // The copy forked: of the old path it takes nothing that lies beyond the fork.
            if (redo > fork)
            {
                RestoreChain.Judge(Family, [Root, branch], At(redo), Set(1, last, Root))
                    .ShouldBe(RestoreVerdict.OtherFork, $"copy forked at {fork}, at {redo}; set to {last}");
            }
        }
    }

    [Fact]
    public void Judge_TwoForksAtTheSamePlace_AreDifferentPaths()
    {
        Branch mine = new(Guid.NewGuid(), At(3), true), theirs = new(Guid.NewGuid(), At(3), true);

        RestoreChain.Judge(Family, [Root, mine], At(4), Set(1, 9, Root, theirs)).ShouldBe(RestoreVerdict.OtherFork);
        RestoreChain.Judge(Family, [Root, mine], At(4), Set(1, 9, Root, mine)).ShouldBe(RestoreVerdict.Apply);
        RestoreChain.Judge(Family, [Root, mine, theirs], At(4), Set(1, 3, Root)).ShouldBe(RestoreVerdict.TooEarly, "the part before the fork is in the copy");
    }

    [Fact]
    [Trait("Fact", "C4.8")]
    public void Judge_ACopyOfManyForks_FollowsThemAll()
    {
        Branch[] path = [Root, .. Enumerable.Range(2, 6).Select(place => new Branch(Guid.NewGuid(), At(place), true))];

        RestoreChain.Judge(Family, [Root], At(1), Set(1, 9, path)).ShouldBe(RestoreVerdict.Apply);
    }

    [Fact]
    public void Judge_AnotherDatabase_ComesBeforeEverythingElse() =>
        RestoreChain.Judge(Guid.NewGuid(), [Root], At(1), Set(5, 6, Root)).ShouldBe(RestoreVerdict.OtherDatabase);

    [Fact]
    [Trait("Fact", "C4.7")]
    public void Header_OfALogOverAFork_SaysWhereItForked()
    {
        var branch = new Branch(Guid.NewGuid(), At(3), true);

        var over = Set(2, 5, Root, branch);
        (over.FirstRecoveryForkId, over.RecoveryForkId, over.ForkPointLsn).ShouldBe((Root.Id, branch.Id, At(3)));
        var from = Set(3, 5, Root, branch);
        (from.FirstRecoveryForkId, from.RecoveryForkId, from.ForkPointLsn)
            .ShouldBe((Root.Id, branch.Id, At(3)), "the first log after a recovery begins on the old fork");
        var after = Set(4, 5, Root, branch);
        (after.FirstRecoveryForkId, after.RecoveryForkId, after.ForkPointLsn).ShouldBe((branch.Id, branch.Id, null));
        var full = over with { IsLog = false };
        (full.FirstRecoveryForkId, full.RecoveryForkId, full.ForkPointLsn).ShouldBe((branch.Id, branch.Id, null), "a data backup has one fork");
    }

    private static Lsn At(int place) => Enumerable.Range(0, place).Aggregate(Lsn.First, (lsn, _) => lsn.After(1));

    private static BackupHeader Set(int first, int last, params Branch[] branches) => new()
    {
        BackupSetGuid = Guid.NewGuid(),
        IsLog = true,
        ServerName = "a",
        DatabaseName = "d",
        LogicalName = "d",
        DatabaseCreated = default,
        DataPath = "",
        LogPath = "",
        FirstLsn = At(first),
        LastLsn = At(last),
        CheckpointLsn = At(first),
        Started = default,
        FamilyGuid = Family,
        DatabaseGuid = Guid.NewGuid(),
        Branches = branches,
    };
}
