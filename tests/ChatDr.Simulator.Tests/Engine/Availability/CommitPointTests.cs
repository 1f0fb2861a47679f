using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class CommitPointTests
{
    [Theory]
    [InlineData(10, 50, new int[0], false, 50)]
    [InlineData(10, 50, new[] { 50 }, false, 50)]
    [InlineData(10, 50, new[] { 30, 50 }, false, 30)]
    [InlineData(10, 50, new[] { 0 }, false, 10)]
    [InlineData(10, 50, new[] { 50, 50 }, true, 10)]
    [InlineData(10, 50, new int[0], true, 10)]
    public void Of_ParticipantsAndHold_IsWhatAllHaveAndNeverGoesBack(int applied, int end, int[] hardened, bool isHeld, int expected) =>
        CommitPoint.Of(At(applied), At(end), hardened.Select(At), isHeld).ShouldBe(At(expected));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(0, 2, false)]
    public void IsHeld_FewerSynchronisedThanRequired_HoldsCommitsBack(int required, int synchronized, bool expected) =>
        CommitPoint.IsHeld(required, synchronized).ShouldBe(expected);

    private static Lsn At(int block) => new(((ulong)34 << 44) | ((ulong)block << 12) | 1);
}
