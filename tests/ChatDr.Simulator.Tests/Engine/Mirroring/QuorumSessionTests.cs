using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>The rows of B5 with three instances that really lose each other.</summary>
public sealed class QuorumSessionTests
{
    [Fact]
    [Trait("Fact", "B5.1")]
    public async Task PrincipalLost_SynchronizedWithWitness_FailsOverByItself()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        await EngineFixture.InsertAsync(fixture["a"], "acknowledged");

        fixture.Lab["a"].Crash();

        await fixture.BecomesAsync("b", MirroringRole.Principal);
        await fixture.ServesAsync("b");
        EngineFixture.Bodies(fixture["b"]).ShouldContain("acknowledged");
        fixture.Session("b").Session.RoleSequence.ShouldBe(2);
        await fixture.Lab.StartAsync("a");
        await fixture.ArmedAsync("b", "a");
        fixture["a"].AccessError()!.Number.ShouldBe(954);
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.2")]
    public async Task PartnersCutFromEachOther_BothSeeTheWitness_PrincipalRunsExposed()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);

        fixture.Lab.Cut("a", "b");

        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await fixture.ServesAsync("a");
        fixture.Lab["w"].Mirroring.Witness.All.ShouldHaveSingleItem().IsSynchronized.ShouldBeFalse();
        await fixture.BecomesAsync("b", MirroringState.Disconnected);
        fixture.Lab["a"].Crash();
        await Eventually.IsTrueAsync("the witness has lost a", () => fixture.Session("b").SeesWitness == true);
        fixture.Session("b").Session.Role.ShouldBe(MirroringRole.Mirror);
        fixture.Lab.Heal("a", "b");
        await fixture.Lab.StartAsync("a");
        await fixture.ArmedAsync("a", "b");
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.3")]
    [Trait("Fact", "955")]
    public async Task PrincipalCutFromBoth_Stops_AndMirrorAndWitnessFailOver()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);

        fixture.Lab.Cut("a", "b");
        fixture.Lab.Cut("a", "w");

        await fixture.RefusesAsync("a", 955);
        await fixture.BecomesAsync("b", MirroringRole.Principal);
        await fixture.ServesAsync("b");
        fixture["a"].AccessError()!.Number.ShouldBe(955);
        fixture.Lab.Heal("a", "w");
        fixture.Lab.Heal("a", "b");
        await fixture.ArmedAsync("b", "a");
        await fixture.AreEqualAsync();
    }
}
