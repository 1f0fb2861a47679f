using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>A failover asks a majority of the replicas, and is one at a time.</summary>
public sealed class ReplicaQuorumTests
{
    [Fact]
    [Trait("Fact", "41131")]
    public async Task FailOver_WithoutAMajorityOfReplicas_IsRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        lab["a"].Crash();
        lab["w"].Crash();

        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default))).ShouldBe(41131);

        lab["b"].Group().Role.ShouldNotBe(ReplicaRole.Primary);
        await lab.StartAsync("w");
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        lab["b"].Group().Role.ShouldBe(ReplicaRole.Primary);
    }

    [Fact]
    [Trait("Fact", "41113")]
    public async Task FailOver_WhileAnotherIsPending_IsRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        lab["a"].Crash();
        lab.Network.Stall("b", "w");

        var first = lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        var second = await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default));

        second.ShouldBe(41113);
        lab.Heal("b", "w");
        await first;
        lab["b"].Group().Role.ShouldBe(ReplicaRole.Primary);
    }

    [Fact]
    [Trait("Fact", "E.1")]
    public async Task Change_WithoutAQuorum_IsRefused_AndTakesEffectOnceReplicasAreReachable()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var group = lab["a"].Group();
        await lab["b"].AvailabilityGroups.SetSuspendedAsync("d", true, default);
        await Eventually.IsTrueAsync("b is out", () => !group.Configuration.IsSynchronized("b") && group.ConfigurationCommitStarted is null);
        lab.Cut("a", "b");
        lab.Cut("a", "w");

        (await EngineTools.NumberAsync(() => lab["a"].AvailabilityGroups.SetRequiredSynchronizedSecondariesAsync("ag", 1, default))).ShouldBe(41152);

        group.ConfigurationCommitStarted.ShouldNotBeNull();
        lab.Heal("a", "b");
        lab.Heal("a", "w");
        await Eventually.IsTrueAsync("a quorum keeps it", () => group.ConfigurationCommitStarted is null);
        new[] { "b", "w" }.ShouldContain(name => lab[name].Group().Configuration.RequiredSynchronizedSecondaries == 1);
    }

    [Fact]
    public async Task Link_WhoseSessionFailsUnforeseen_IsTriedAgain()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var failures = 0;
        lab.Network.Connecting = (from, to) => _ = (from, to) is ("a", "b") && ++failures < 3 ? throw new InvalidOperationException("Nobody foresaw it.") : 0;

        lab.Cut("a", "b");
        lab.Heal("a", "b");

        await Eventually.IsTrueAsync("a asked again", () => failures >= 3);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
    }
}
