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

        // The witness first: a would otherwise tell it in time that b is out, and rightly go on alone.
        fixture.Lab.Cut("a", "w");
        fixture.Lab.Cut("a", "b");

        await fixture.RefusesAsync("a", 955);
        await fixture.BecomesAsync("b", MirroringRole.Principal);
        await fixture.ServesAsync("b");
        fixture["a"].AccessError()!.Number.ShouldBe(955);
        fixture.Lab.Heal("a", "w");
        fixture.Lab.Heal("a", "b");
        await fixture.ArmedAsync("b", "a");
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.4")]
    [Trait("Fact", "1431")]
    [Trait("Fact", "B3.5")]
    public async Task PrincipalLost_WitnessAlreadyDisconnected_IsForcedOnlyAfterTheWitnessIsRemoved()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        fixture.Lab["w"].Crash();
        await Eventually.IsTrueAsync("both lost the witness", () => fixture.Session("a").SeesWitness == false && fixture.Session("b").SeesWitness == false);
        await fixture.ServesAsync("a");

        fixture.Lab["a"].Crash();
        await fixture.BecomesAsync("b", MirroringState.Disconnected);

        await MirroringFixture.RefusedAsync(1431, () => fixture.Session("b").ForceServiceAsync(default));
        await fixture.Lab.StartAsync("w");
        await Eventually.IsTrueAsync("b sees the witness", () => fixture.Session("b").SeesWitness == true);
        fixture.Session("b").Session.Role.ShouldBe(MirroringRole.Mirror);
        fixture.Lab["w"].Crash();
        await Eventually.IsTrueAsync("b lost the witness", () => fixture.Session("b").SeesWitness == false);
        await fixture.Session("b").RemoveWitnessAsync(default);
        await fixture.Session("b").ForceServiceAsync(default);
        await fixture.ServesAsync("b");
    }

    [Fact]
    [Trait("Fact", "B5.5")]
    public async Task WitnessDisconnectedFirst_ThenMirrorLost_PrincipalStopsUntilOneReturns()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        fixture.Lab["w"].Crash();
        await Eventually.IsTrueAsync("a lost the witness", () => fixture.Session("a").SeesWitness == false);
        await fixture.ServesAsync("a");

        fixture.Lab["b"].Crash();

        await fixture.RefusesAsync("a", 955);
        fixture["a"].Status.ShouldBe(ChatDr.Simulator.Engine.Databases.DatabaseStatus.Recovering);
        await fixture.Lab.StartAsync("w");
        await fixture.ServesAsync("a");
        await fixture.Lab.StartAsync("b");
        await fixture.ArmedAsync("a", "b");
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.6")]
    public async Task AllThreeLost_MirrorAndWitnessMeetFirst_WaitForThePrincipal()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        fixture.Lab["b"].Crash();
        fixture.Lab["w"].Crash();
        fixture.Lab["a"].Crash();

        await fixture.Lab.StartAsync("w");
        await fixture.Lab.StartAsync("b");

        await Eventually.IsTrueAsync("b sees the witness", () => fixture.Session("b").SeesWitness == true);
        fixture.Session("b").Session.Role.ShouldBe(MirroringRole.Mirror);
        fixture["b"].AccessError()!.Number.ShouldBe(954);
        await fixture.Lab.StartAsync("a");
        await fixture.ServesAsync("a");
        await fixture.ArmedAsync("a", "b");
        fixture.Session("a").Session.RoleSequence.ShouldBe(1);
    }

    [Fact]
    public async Task Link_WhoseConversationFailsUnforeseen_IsTriedAgain()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        var failures = 0;
        fixture.Lab.Network.Connecting =
            (from, to) => _ = (from, to) is ("a", "b") && ++failures < 3 ? throw new InvalidOperationException("Nobody foresaw it.") : 0;

        fixture.Lab.Cut("a", "b");
        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        fixture.Lab.Heal("a", "b");

        await Eventually.IsTrueAsync("a asked again", () => failures >= 3);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
    }

    [Fact]
    [Trait("Fact", "B5.7")]
    [Trait("Fact", "D.1")]
    [Trait("Fact", "D.2")]
    [Trait("Fact", "D.3")]
    [Trait("Fact", "D.4")]
    public async Task NoWitness_CutAndForced_TwoPrincipalsUntilTheLinkReturns_ThenTheOldYields()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        await EngineFixture.InsertAsync(fixture["a"], "both");
        fixture.Lab.Cut("a", "b");
        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await fixture.BecomesAsync("b", MirroringState.Disconnected);
        await EngineFixture.InsertAsync(fixture["a"], "only on a");

        await fixture.Session("b").ForceServiceAsync(default);

        await fixture.ServesAsync("b");
        await fixture.ServesAsync("a");
        fixture.Session("b").State.ShouldBe(MirroringState.Suspended);
        var (first, second) = (fixture["a"].Read(image => image.RecoveryFork.Id), fixture["b"].Read(image => image.RecoveryFork.Id));
        first.ShouldNotBe(second);
        fixture.Lab.Heal("a", "b");
        await fixture.BecomesAsync("a", MirroringRole.Mirror);
        await fixture.BecomesAsync("a", MirroringState.Suspended);
        fixture["a"].AccessError()!.Number.ShouldBe(954);
        EngineFixture.Bodies(fixture["a"]).ShouldContain("only on a");
        await fixture.SeesPartnerAsync("b");
        await fixture.Session("b").ResumeAsync(default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        EngineFixture.Bodies(fixture["a"]).ShouldNotContain("only on a");
        EngineFixture.Bodies(fixture["a"]).ShouldContain("both");
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "D.3")]
    public async Task ForcedService_SetPartnerOffInsteadOfResume_KeepsTheOldPrincipalsData()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        fixture.Lab["b"].Crash();
        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await EngineFixture.InsertAsync(fixture["a"], "only on a");
        fixture.Lab["a"].Crash();
        await fixture.Lab.StartAsync("b");
        await Eventually.IsTrueAsync("b has tried", () => fixture.Session("b").PartnerProblem.Length > 0);
        await fixture.Session("b").ForceServiceAsync(default);
        await fixture.Lab.StartAsync("a");
        await fixture.BecomesAsync("a", MirroringRole.Mirror);
        await fixture.SeesPartnerAsync("b");

        await fixture.Lab["b"].Mirroring.EndAsync("d", default);

        await fixture.ServesOfItsOwnAsync("b");
        await Eventually.IsTrueAsync("a is out of the session", () => fixture.Find("a") is null);
        fixture["a"].AccessError()!.Number.ShouldBe(927);
        fixture.Lab["a"].RecoverDatabase("d");
        EngineFixture.Bodies(fixture["a"]).ShouldContain("only on a");
    }

    [Fact]
    [Trait("Fact", "B5.8")]
    public async Task NoWitness_MirrorLost_PrincipalGoesOnExposed()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);

        fixture.Lab["b"].Crash();

        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await fixture.ServesAsync("a");
        await fixture.Lab.StartAsync("b");
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.9")]
    public async Task SafetyOff_NoWitness_PrincipalLost_ServiceCanBeForced()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        await fixture.Session("a").SetSafetyAsync(false, default);
        await fixture.ServesAsync("a");
        fixture.Lab["a"].Crash();
        await fixture.BecomesAsync("b", MirroringState.Disconnected);

        await fixture.Session("b").ForceServiceAsync(default);

        await fixture.ServesAsync("b");
    }

    [Fact]
    [Trait("Fact", "B5.10")]
    public async Task SafetyOff_Witness_NoAutomaticFailoverAndQuorumIsRequired()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        await fixture.Session("a").SetSafetyAsync(false, default);
        await Eventually.IsTrueAsync("the witness knows", () => fixture.Lab["w"].Mirroring.Witness.All is [{ IsSafetyFull: false, IsSynchronized: false }]);
        fixture.Lab["a"].Crash();
        await fixture.BecomesAsync("b", MirroringState.Disconnected);
        await Eventually.IsTrueAsync("b sees the witness", () => fixture.Session("b").SeesWitness == true);
        fixture.Session("b").Session.Role.ShouldBe(MirroringRole.Mirror);
        await fixture.Lab.StartAsync("a");
        await fixture.ServesAsync("a");
        fixture.Lab["b"].Crash();
        fixture.Lab["w"].Crash();
        await fixture.RefusesAsync("a", 955);
    }

    [Fact]
    [Trait("Fact", "B5.12")]
    [Trait("Fact", "B3.4")]
    [Trait("Fact", "1480")]
    public async Task PlannedFailover_Synchronized_SwapsRolesWithoutLossAndBack()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        await EngineFixture.InsertAsync(fixture["a"], "one");
        var end = fixture["a"].EndOfLog;

        await fixture.Session("a").FailOverAsync();

        await fixture.ServesAsync("b");
        fixture["a"].AccessError()!.Number.ShouldBe(954);
        (fixture.Session("b").Session.RoleSequence, fixture.Session("a").Session.RoleSequence).ShouldBe((2, 2));
        fixture.Session("b").Session.FailoverLsn.ShouldBe(end);
        await fixture.ArmedAsync("b", "a");
        (await File.ReadAllTextAsync(fixture.Lab["b"].ErrorLog.CurrentFile)).ShouldContain("changing roles from \"MIRROR\" to \"PRINCIPAL\"");
        await fixture.Session("b").FailOverAsync();
        await fixture.ServesAsync("a");
        await fixture.ArmedAsync("a", "b");
        EngineFixture.Bodies(fixture["a"]).ShouldContain("one");
        await fixture.AreEqualAsync();
    }
}
