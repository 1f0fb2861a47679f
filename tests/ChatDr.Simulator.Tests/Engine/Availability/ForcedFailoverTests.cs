using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>CLUSTER_TYPE = EXTERNAL: what a forced failover leaves, and asynchronous replicas.</summary>
public class ForcedFailoverTests
{
    [Fact]
    [Trait("Fact", "D.5")]
    [Trait("Fact", "D.7")]
    [Trait("Fact", "35264")]
    [Trait("Fact", "35265")]
    public async Task Force_OldPrimaryAndOtherSecondary_AreSuspendedUntilResumed()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "c");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "common");
        lab["a"].Crash();
        var fork = lab["b"].GetDatabase("d").Read(image => image.RecoveryFork.Id);
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", true, true, default);
        lab["b"].GetDatabase("d").Read(image => image.RecoveryFork.Id).ShouldNotBe(fork);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "on b").WaitAsync(TimeSpan.FromSeconds(20));

        await Eventually.IsTrueAsync(
            "c follows b, suspended",
            () => lab["c"].Group().Role == ReplicaRole.Secondary
                && lab["c"].GetDatabase("d").File.IsSuspended
                && lab["b"].Group().Links.All(link => link.Replica.Name != "c" || link.IsConnected));
        EngineFixture.Bodies(lab["c"].GetDatabase("d")).ShouldBe(["common"]);
        (await EngineTools.NumberAsync(() => lab["c"].AvailabilityGroups.FailOverAsync("ag", false, true, default))).ShouldBe(41142);
        var a = await lab.StartAsync("a");
        a.Group().Role.ShouldBe(ReplicaRole.Resolving);
        await EngineTools.FollowAsync(a);
        a.GetDatabase("d").File.SuspendReason.ShouldBe(SuspendReason.Partner);

        foreach (var name in new[] { "a", "c" })
        {
            await lab[name].AvailabilityGroups.SetSuspendedAsync("d", false, default);
            await EngineFixture.SynchronizedAsync(lab["b"], name);
        }

        EngineFixture.Bodies(lab["c"].GetDatabase("d")).ShouldBe(["common", "on b"]);
        var log = await File.ReadAllTextAsync(lab["c"].ErrorLog.CurrentFile);
        log.ShouldContain("has been suspended: Partner");
        log.ShouldContain("has been resumed");
    }

    [Fact]
    [Trait("Fact", "D.6")]
    public async Task Suspended_Copy_HoldsThePrimarysLogUntilItIsResumed()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        await lab["b"].AvailabilityGroups.SetSuspendedAsync("d", true, default);
        await Eventually.IsTrueAsync("b is out", () => !lab["a"].Group().Configuration.IsSynchronized("b"));
        var d = lab["a"].GetDatabase("d");
        var held = lab["b"].GetDatabase("d").EndOfLog;
        for (var i = 0; i < 20; i++)
        {
            await EngineFixture.InsertAsync(d, $"m{i}").WaitAsync(TimeSpan.FromSeconds(20));
        }

        lab["a"].BackupLog("d", lab.Share("log.trn"), new());
        d.Checkpoint();

        d.TruncationLsn.ShouldBeLessThanOrEqualTo(held);
        d.LogReuseWait.ShouldBe(LogReuseWait.AvailabilityReplica);
        await lab["b"].AvailabilityGroups.SetSuspendedAsync("d", false, default);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
        d.TruncationLsn.ShouldBeGreaterThan(held);
    }

    [Fact]
    [Trait("Fact", "35239")]
    public async Task Suspend_OnThePrimary_StopsAllCopiesAndCommitsGoOn()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        (await EngineTools.NumberAsync(() => lab["w"].AvailabilityGroups.SetSuspendedAsync("d", true, default))).ShouldBe(911);
        lab["w"].CreateDatabase("other");
        (await EngineTools.NumberAsync(() => lab["w"].AvailabilityGroups.SetSuspendedAsync("other", true, default))).ShouldBe(35239);

        await lab["a"].AvailabilityGroups.SetSuspendedAsync("d", true, default);
        await Eventually.IsTrueAsync("b is not synchronised", () => !lab["a"].Group().Configuration.IsSynchronized("b"));
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "exposed").WaitAsync(TimeSpan.FromSeconds(20));

        lab["b"].GetDatabase("d").File.IsSuspended.ShouldBeFalse();
        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default))).ShouldBe(41142);
        await lab["a"].AvailabilityGroups.SetSuspendedAsync("d", false, default);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
    }

    [Fact]
    public async Task Asynchronous_Replica_NeverHoldsCommitsNorIsFailedOverToWithoutForce()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "s");
        var link = lab["a"].Group().Links.Single();
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.IsTrueAsync("s has it", () => link.HardenedOf("d") == lab["a"].GetDatabase("d").EndOfLog);
        lab["a"].Group().Configuration.IsSynchronized("s").ShouldBeFalse();
        link.IsCatchingUp("d").ShouldBeFalse();

        lab["a"].Crash();
        (await EngineTools.NumberAsync(() => lab["s"].AvailabilityGroups.FailOverAsync("ag", false, true, default))).ShouldBe(41142);
        await lab["s"].AvailabilityGroups.FailOverAsync("ag", true, true, default);

        EngineFixture.Bodies(lab["s"].GetDatabase("d")).ShouldBe(["one"]);
        await EngineFixture.InsertAsync(lab["s"].GetDatabase("d"), "two").WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Modify_Modes_MakesAndUnmakesACommitParticipant()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var groups = lab["a"].AvailabilityGroups;
        await groups.ModifyReplicaAsync("ag", new() { Name = "b", Mode = AvailabilityMode.Asynchronous }, default);
        lab["a"].Group().Configuration.IsSynchronized("b").ShouldBeFalse();
        await Eventually.IsTrueAsync("commits do not wait for b", () => !lab["a"].Group().Links.Single().IsCatchingUp("d"));
        (await EngineTools.NumberAsync(() => groups.SetRequiredSynchronizedSecondariesAsync("ag", 1, default))).ShouldBe(35248);

        await groups.ModifyReplicaAsync("ag", new() { Name = "b", Mode = AvailabilityMode.Synchronous }, default);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
        await groups.ModifyReplicaAsync("ag", new() { Name = "b", SessionTimeout = 30 }, default);
        await Eventually.IsTrueAsync("b knows", () => lab["b"].Group().Local?.SessionTimeout == 30);
        (await EngineTools.NumberAsync(() => groups.ModifyReplicaAsync("ag", new() { Name = "b", SessionTimeout = 3 }, default))).ShouldBe(35214);
        (await EngineTools.NumberAsync(() => groups.ModifyReplicaAsync("ag", new() { Name = "b", FailoverMode = FailoverMode.Manual }, default)))
            .ShouldBe(47102);
        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.ModifyReplicaAsync("ag", new() { Name = "b", SessionTimeout = 30 }, default)))
            .ShouldBe(41140);
    }

    [Fact]
    public void Rules_AboutWhoIsSynchronised_AreToldByState()
    {
        SynchronizationRules.OfSecondary(AvailabilityMode.Asynchronous, true, true, false).ShouldBe(SynchronizationRules.Synchronizing);
        SynchronizationRules.OfSecondary(AvailabilityMode.Synchronous, true, true, false).ShouldBe(SynchronizationRules.Synchronized);
        SynchronizationRules.OfSecondary(AvailabilityMode.Synchronous, true, false, false).ShouldBe(SynchronizationRules.Synchronizing);
        SynchronizationRules.OfSecondary(AvailabilityMode.Synchronous, true, true, true).ShouldBe(SynchronizationRules.Initializing);
        SynchronizationRules.OfSecondary(AvailabilityMode.Synchronous, false, true, true).ShouldBe(SynchronizationRules.NotSynchronizing);
        SynchronizationRules.Health(AvailabilityMode.Asynchronous, SynchronizationRules.Synchronizing).ShouldBe((byte)2);
        SynchronizationRules.Health(AvailabilityMode.Synchronous, SynchronizationRules.Synchronizing).ShouldBe((byte)1);
        SynchronizationRules.Health(AvailabilityMode.Synchronous, SynchronizationRules.NotSynchronizing).ShouldBe((byte)0);
    }
}
