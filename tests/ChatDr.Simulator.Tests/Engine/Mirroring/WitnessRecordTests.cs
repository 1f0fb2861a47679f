using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>What a witness grants and takes note of.</summary>
public sealed class WitnessRecordTests
{
    private static readonly WitnessRecord Record = new()
    {
        Id = Guid.NewGuid(),
        Database = "d",
        Principal = "a",
        Mirror = "b",
        RoleSequence = 4,
        IsSynchronized = true,
    };

    [Theory]
    [InlineData("b", 5, false, false, true, true)]
    [InlineData("b", 5, false, true, true, false)]
    [InlineData("b", 5, false, false, false, false)]
    [InlineData("b", 5, true, false, false, true)]
    [InlineData("b", 5, true, true, false, false)]
    [InlineData("b", 7, true, false, false, true)]
    [InlineData("b", 6, false, false, true, false)]
    [InlineData("b", 4, false, false, true, false)]
    [InlineData("a", 5, false, false, true, false)]
    [InlineData("c", 5, true, false, true, false)]
    public void Grant_OfEachKind_OnlyWhenThePrincipalIsLostAndNothingElseToo(
        string candidate, int sequence, bool forced, bool seesPrincipal, bool synchronized, bool granted)
    {
        var after = (Record with { IsSynchronized = synchronized }).TryGrant(candidate, sequence, forced, seesPrincipal);

        (after is not null).ShouldBe(granted);
        if (after is not null)
        {
            (after.Principal, after.Mirror, after.RoleSequence, after.IsSynchronized).ShouldBe(("b", "a", sequence, false));
        }
    }

    [Fact]
    public void Grant_AskedAgainAfterTheAnswerWasLost_IsTheSame()
    {
        var granted = Record.TryGrant("b", 5, false, false)!;

        granted.TryGrant("b", 5, false, seesPrincipal: true).ShouldBe(granted);
    }

    [Fact]
    public void Note_OfTheOldPrincipal_AfterTheGrant_IsRefused()
    {
        var granted = Record.TryGrant("b", 5, false, false)!;

        granted.TryNote(Record with { IsSynchronized = false }).ShouldBeNull();
        granted.TryNote(Record with { RoleSequence = 5 }).ShouldBeNull();
        granted.TryNote(Record with { RoleSequence = 6 }).ShouldNotBeNull();
    }
}
