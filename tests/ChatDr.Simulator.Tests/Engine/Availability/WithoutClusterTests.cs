using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>CLUSTER_TYPE = NONE: nothing arbitrates (docs/sql-server-facts.md A3, D).</summary>
public class WithoutClusterTests
{
    [Fact]
    [Trait("Fact", "D.8")]
    public async Task OldPrimary_RestartedAfterAForcedFailover_IsPrimaryAndTakesWritesBesideTheNewOne()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "common");
        lab["a"].Crash();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, false, default);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "on b").WaitAsync(TimeSpan.FromSeconds(20));

        var a = await lab.StartAsync("a");

        a.Group().Role.ShouldBe(ReplicaRole.Primary);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "on a").WaitAsync(TimeSpan.FromSeconds(20));
        lab["b"].Group().Role.ShouldBe(ReplicaRole.Primary);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "still on b").WaitAsync(TimeSpan.FromSeconds(20));
        (await EngineTools.NumberAsync(() => a.AvailabilityGroups.SetRoleSecondaryAsync("ag", default))).ShouldBe(41104);
    }

    [Fact]
    [Trait("Fact", "D.5")]
    [Trait("Fact", "976")]
    public async Task OldPrimary_TakenOfflineAndTold_ComesSuspendedAndLosesItsOwnRowsOnResume()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "common");
        lab["a"].Crash();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, false, default);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "on b").WaitAsync(TimeSpan.FromSeconds(20));
        var a = await lab.StartAsync("a");
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "on a").WaitAsync(TimeSpan.FromSeconds(20));

        a.AvailabilityGroups.TakeOffline("ag");
        a.GetDatabase("d").AccessError()!.Number.ShouldBe(983);
        await EngineTools.FollowAsync(a);

        a.GetDatabase("d").AccessError()!.Number.ShouldBe(976);
        a.GetDatabase("d").File.ShouldSatisfyAllConditions(file => file.IsSuspended.ShouldBeTrue(), file => file.SuspendReason.ShouldBe(SuspendReason.Partner));
        EngineFixture.Bodies(a.GetDatabase("d")).ShouldContain("on a");
        await a.AvailabilityGroups.SetSuspendedAsync("d", false, default);
        await EngineFixture.SynchronizedAsync(lab["b"], "a");
        EngineFixture.Bodies(a.GetDatabase("d")).ShouldBe(["common", "on b"]);
    }

    [Fact]
    public async Task OfflineOldPrimary_Restarted_ComesBackAsSecondary()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b");
        lab["a"].AvailabilityGroups.TakeOffline("ag");
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, false, default);

        var a = await lab.CrashAndRestartAsync("a");

        await Eventually.IsTrueAsync("a is SECONDARY", () => a.Group().Role == ReplicaRole.Secondary, () => a.Group().Role.ToString());
    }

    [Fact]
    public async Task Planned_ScriptOfThePages_LosesNothingAndAllFollow()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b", "c");
        await lab["a"].AvailabilityGroups.SetRequiredSynchronizedSecondariesAsync("ag", 1, default);
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(20));
        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, false, default))).ShouldBe(47122);

        lab["a"].AvailabilityGroups.TakeOffline("ag");
        lab["c"].AvailabilityGroups.TakeOffline("ag");
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, false, default);
        foreach (var name in new[] { "a", "c" })
        {
            await EngineTools.FollowAsync(lab[name]);
            await lab[name].AvailabilityGroups.SetSuspendedAsync("d", false, default);
            await EngineFixture.SynchronizedAsync(lab["b"], name);
        }

        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "two").WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.IsTrueAsync("both have it", () => new[] { "a", "c" }.All(name => EngineFixture.Bodies(lab[name].GetDatabase("d")).Length == 2));
    }

    [Fact]
    public async Task Survivor_OfAForcedFailover_FollowsTheNewPrimaryOnlyWhenTold()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b", "c");
        lab["a"].Crash();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, false, default);
        await Eventually.IsTrueAsync("b has asked c", () => lab["c"].Group().IsAstray);
        lab["c"].Group().Configuration.Primary.ShouldBe("a");

        await EngineTools.FollowAsync(lab["c"]);
        await lab["c"].AvailabilityGroups.SetSuspendedAsync("d", false, default);

        await EngineFixture.SynchronizedAsync(lab["b"], "c");
    }
}
