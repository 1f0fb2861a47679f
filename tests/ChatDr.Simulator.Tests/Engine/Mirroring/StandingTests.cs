using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>Who is what after two partners meet.</summary>
public sealed class StandingTests
{
    private const MirroringRole P = MirroringRole.Principal;
    private const MirroringRole M = MirroringRole.Mirror;

    [Theory]
    [InlineData(P, 1, 0, M, 1, 0, Encounter.Agree, Encounter.Agree)]
    [InlineData(P, 3, 0, M, 1, 0, Encounter.Agree, Encounter.Agree)]
    [InlineData(P, 1, 0, P, 2, 0, Encounter.Yield, Encounter.Insist)]
    [InlineData(M, 1, 0, M, 2, 0, Encounter.TakeOver, Encounter.Insist)]
    [InlineData(P, 1, 0, M, 1, 2, Encounter.Renew, Encounter.Insist)]
    [InlineData(P, 1, 0, M, 3, 0, Encounter.TakeOver, Encounter.Insist)]
    [InlineData(P, 3, 0, M, 1, 2, Encounter.Agree, Encounter.Agree)]
    [InlineData(M, 1, 2, M, 2, 0, Encounter.TakeOver, Encounter.Insist)]
    public void Meet_EachPair_SaysWhatBothHaveToDo(
        object role, int sequence, int candidacy, object otherRole, int otherSequence, int otherCandidacy, object mine, object theirs)
    {
        var (one, other) = (new Standing((MirroringRole)role, sequence, candidacy), new Standing((MirroringRole)otherRole, otherSequence, otherCandidacy));

        one.Meet(other).ShouldBe((Encounter)mine);
        other.Meet(one).ShouldBe((Encounter)theirs);
    }

    [Fact]
    public void Session_OfEachPartner_OwnsTheRoleSequencesOfItsParity()
    {
        var principal = new MirroringSession { Role = P, PartnerAddress = "", RoleSequence = 3 };
        var mirror = principal with { Role = M };

        Enumerable.Range(1, 6).ShouldAllBe(sequence => principal.IsPrincipalUnder(sequence) != mirror.IsPrincipalUnder(sequence));
        principal.IsPrincipalUnder(5).ShouldBeTrue();
    }
}
