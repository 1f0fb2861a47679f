using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>The decision by the words of the documented table, and by its laws over every view there is.</summary>
public sealed class QuorumTests
{
    private static readonly QuorumView Principal = new() { Role = MirroringRole.Principal, SeesPartner = true, IsSynchronized = true };
    private static readonly QuorumView WithWitness = Principal with { HasWitness = true, SeesWitness = true };
    private static readonly QuorumView Mirror = new() { Role = MirroringRole.Mirror, SeesPartner = true, IsSynchronized = true };
    private static readonly QuorumView ReadyMirror = Mirror with
    {
        HasWitness = true,
        SeesWitness = true,
        SeesPartner = false,
        SawPrincipalGo = true,
        WitnessAgrees = true,
    };

    [Fact]
    [Trait("Fact", "B5.1")]
    public void Mirror_SynchronizedWithWitness_PrincipalLostByBoth_FailsOver() => Quorum.Decide(ReadyMirror).ShouldBe(QuorumVerdict.FailOver);

    [Fact]
    [Trait("Fact", "B5.2")]
    public void PartnersLoseEachOther_BothSeeTheWitness_MirrorWaitsAndPrincipalRunsExposedOnceTheWitnessNotedIt()
    {
        Quorum.Decide(ReadyMirror with { WitnessAgrees = false }).ShouldBe(QuorumVerdict.Wait);
        var alone = WithWitness with { SeesPartner = false, IsSynchronized = false };
        Quorum.Decide(alone).ShouldBe(QuorumVerdict.NoteUnsynchronized);
        Quorum.MayCommitAlone(alone).ShouldBeFalse();
        Quorum.Decide(alone with { IsNotedUnsynchronized = true }).ShouldBe(QuorumVerdict.ServeExposed);
    }

    [Fact]
    [Trait("Fact", "B5.3")]
    public void Principal_CutOffFromBoth_Stops() =>
        Quorum.Decide(WithWitness with { SeesPartner = false, SeesWitness = false, IsSynchronized = false }).ShouldBe(QuorumVerdict.Stop);

    [Fact]
    [Trait("Fact", "B5.4")]
    public void Mirror_WitnessDisconnectedWhenThePrincipalIsLost_Waits() =>
        Quorum.Decide(ReadyMirror with { SeesWitness = false, SawPrincipalGo = false }).ShouldBe(QuorumVerdict.Wait);

    [Fact]
    [Trait("Fact", "B5.5")]
    public void Principal_WitnessDisconnectedThenMirrorLost_Stops()
    {
        Quorum.Decide(WithWitness with { SeesWitness = false }).ShouldBe(QuorumVerdict.Serve);
        Quorum.Decide(WithWitness with { SeesWitness = false, SeesPartner = false, IsSynchronized = false }).ShouldBe(QuorumVerdict.Stop);
    }

    [Fact]
    [Trait("Fact", "B5.6")]
    public void Mirror_AllThreeLostAndMeetsTheWitnessFirst_WaitsForThePrincipal() =>
        Quorum.Decide(ReadyMirror with { SawPrincipalGo = false }).ShouldBe(QuorumVerdict.Wait);

    [Fact]
    [Trait("Fact", "B5.7")]
    public void NoWitness_PrincipalLost_MirrorWaitsForAPersonAndNothingFencesTheOld()
    {
        Quorum.Decide(Mirror with { SeesPartner = false, SawPrincipalGo = true }).ShouldBe(QuorumVerdict.Wait);
        Quorum.Decide(Principal with { SeesPartner = false, IsSynchronized = false }).ShouldBe(QuorumVerdict.ServeExposed);
    }

    [Fact]
    [Trait("Fact", "B5.8")]
    [Trait("Fact", "B5.13")]
    public void NoWitness_MirrorLost_PrincipalGoesOnExposed()
    {
        var alone = Principal with { SeesPartner = false, IsSynchronized = false };
        Quorum.Decide(alone).ShouldBe(QuorumVerdict.ServeExposed);
        Quorum.MayCommitAlone(alone).ShouldBeTrue();
    }

    [Fact]
    [Trait("Fact", "B5.9")]
    public void SafetyOff_NoWitness_PrincipalLost_MirrorWaitsForAPerson() =>
        Quorum.Decide(Mirror with { IsSafetyFull = false, IsSynchronized = false, SeesPartner = false }).ShouldBe(QuorumVerdict.Wait);

    [Fact]
    [Trait("Fact", "B5.10")]
    public void SafetyOff_Witness_QuorumIsStillRequiredAndNoFailoverIsAutomatic()
    {
        Quorum.Decide(WithWitness with { IsSafetyFull = false, SeesPartner = false, SeesWitness = false, IsSynchronized = false, IsNotedUnsynchronized = true })
            .ShouldBe(QuorumVerdict.Stop);
        Quorum.Decide(ReadyMirror with { IsSafetyFull = false }).ShouldBe(QuorumVerdict.Wait);
    }

    [Fact]
    [Trait("Fact", "956")]
    public void Principal_SeesOnlyAMirrorThatHasNotSaidWhereItStands_Waits() =>
        Quorum.Decide(WithWitness with { SeesWitness = false, IsSynchronized = false }).ShouldBe(QuorumVerdict.AwaitMirror);

    [Fact]
    [Trait("Fact", "B5.11")]
    public void EveryView_WithAWitness_ServesOnlyInAPair()
    {
        foreach (var view in Views().Where(view => view is { HasWitness: true, Role: MirroringRole.Principal }))
        {
            var serves = Quorum.Decide(view) is QuorumVerdict.Serve or QuorumVerdict.ServeExposed;
            (serves && !view.SeesPartner && !view.SeesWitness).ShouldBeFalse(view.ToString());
            (serves && view.IsSuperseded).ShouldBeFalse(view.ToString());
            (Quorum.Decide(view) is QuorumVerdict.ServeExposed && !view.IsNotedUnsynchronized).ShouldBeFalse(view.ToString());
        }
    }

    [Fact]
    public void EveryView_OfAMirror_FailsOverOnlyWhenNothingCanBeLost()
    {
        foreach (var view in Views().Where(view => view.Role is MirroringRole.Mirror))
        {
            var verdict = Quorum.Decide(view);
            verdict.ShouldBeOneOf(QuorumVerdict.Follow, QuorumVerdict.Wait, QuorumVerdict.FailOver);
            (verdict is QuorumVerdict.FailOver && view is not
            {
                HasWitness: true, SeesWitness: true, IsSafetyFull: true, IsSynchronized: true, SawPrincipalGo: true, WitnessAgrees: true, SeesPartner: false
            })
                .ShouldBeFalse(view.ToString());
        }
    }

    private static IEnumerable<QuorumView> Views() => Enumerable.Range(0, 1 << 10).Select(bits => new QuorumView
    {
        Role = (bits & 1) == 0 ? MirroringRole.Principal : MirroringRole.Mirror,
        HasWitness = (bits & 2) != 0,
        IsSafetyFull = (bits & 4) != 0,
        SeesPartner = (bits & 8) != 0,
        SeesWitness = (bits & 16) != 0,
        IsSynchronized = (bits & 32) != 0,
        IsNotedUnsynchronized = (bits & 64) != 0,
        IsSuperseded = (bits & 128) != 0,
        SawPrincipalGo = (bits & 256) != 0,
        WitnessAgrees = (bits & 512) != 0,
    });
}
