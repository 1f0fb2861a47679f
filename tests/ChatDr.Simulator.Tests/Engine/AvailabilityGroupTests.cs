using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine;

public class AvailabilityGroupTests
{
    [Fact]
    [Trait("Fact", "976")]
    [Trait("Fact", "983")]
    [Trait("Fact", "D.7")]
    public async Task SynchronisedSecondary_PrimaryKilledAndFailedOver_HasEveryAcknowledgedRow()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        for (var i = 0; i < 50; i++)
        {
            await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), $"m{i}");
        }

        lab["a"].Crash();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);

        EngineFixture.Bodies(lab["b"].GetDatabase("d")).Length.ShouldBe(50);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "after").WaitAsync(TimeSpan.FromSeconds(20));
        var a = await lab.StartAsync("a");
        a.AvailabilityGroups.Get("ag").Role.ShouldBe(ReplicaRole.Resolving);
        a.GetDatabase("d").AccessError()!.Number.ShouldBe(983);
        await a.AvailabilityGroups.SetRoleSecondaryAsync("ag", default);
        await EngineFixture.SynchronizedAsync(lab["b"], "a");
        a.GetDatabase("d").AccessError()!.Number.ShouldBe(976);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "both").WaitAsync(TimeSpan.FromSeconds(20));
        a.GetDatabase("d").EndOfLog.ShouldBe(lab["b"].GetDatabase("d").EndOfLog);
    }

    [Fact]
    [Trait("Fact", "976")]
    public async Task SetRoleSecondary_WhileTheCopyIsBusy_ReturnsOnceTheCopyFollows()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var (b, copy) = (lab["b"], lab["b"].GetDatabase("d"));
        b.AvailabilityGroups.TakeOffline("ag");
        using var released = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = Task.Run(() => copy.Read(_ => begun.TrySetResult() && released.Wait(TimeSpan.FromSeconds(60))));
        await begun.Task;

        var following = EngineTools.FollowAsync(b);
        await Eventually.IsTrueAsync("the primary has come", () => b.Group().Role == ReplicaRole.Secondary);
        await Task.WhenAny(following, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System));
        var returned = following.IsCompleted;
        released.Set();

        (await busy).ShouldBeTrue();
        await following;
        returned.ShouldBeFalse("the copy was not yet a secondary's");
        copy.AccessError()!.Number.ShouldBe(976);
    }

    [Fact]
    [Trait("Fact", "41142")]
    public async Task DroppedSecondary_FailedOver_Refuses41142()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        lab["b"].Crash();
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "alone").WaitAsync(TimeSpan.FromSeconds(20));
        lab["a"].Crash();
        var b = await lab.StartAsync("b");

        var error = await Should.ThrowAsync<SqlErrorException>(() => b.AvailabilityGroups.FailOverAsync("ag", false, true, default));

        error.Number.ShouldBe(41142);
        b.AvailabilityGroups.Get("ag").Configuration.Sequence.ShouldBeLessThan(lab["w"].AvailabilityGroups.Get("ag").Configuration.Sequence);
    }

    [Fact]
    public async Task PrimaryAlone_WithoutQuorum_AcknowledgesNothing()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        // First the witness: it would otherwise be told in time that b is out, and rightly let commits go on.
        lab["w"].Crash();
        lab["b"].Crash();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), TimeProvider.System);

        await Should.ThrowAsync<OperationCanceledException>(() => EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "lost", patience.Token));
    }

    [Fact]
    public async Task FailOver_WithoutSessionContext_Refuses47104()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        (await Should.ThrowAsync<SqlErrorException>(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, false, default))).Number.ShouldBe(47104);
    }

    [Fact]
    [Trait("Fact", "927")]
    [Trait("Fact", "1468")]
    [Trait("Fact", "C4.9")]
    [Trait("Fact", "C8.4")]
    [Trait("Fact", "C8.5")]
    [Trait("Fact", "D.14")]
    public async Task RemovedDatabase_TailAndReverseShipping_LosesNothing()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var target = await lab.StartAsync("c");
        var a = lab["a"];
        a.BackupDatabase("d", lab.Share("copy.bak"), new() { CopyOnly = true });
        target.RestoreDatabase("d", lab.Share("copy.bak"), new() { NoRecovery = true });
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "one");
        Should.Throw<SqlErrorException>(() => a.BackupLog("d", lab.Share("tail.trn"), new() { NoRecovery = true })).Number.ShouldBe(1468);
        await a.AvailabilityGroups.RemoveDatabaseAsync("ag", "d", default);
        await Eventually.IsTrueAsync("b's copy is RESTORING", () => lab["b"].GetDatabase("d").Status == DatabaseStatus.Restoring);

        var tail = a.BackupLog("d", lab.Share("tail.trn"), new() { NoRecovery = true, Overwrite = true });
        a.GetDatabase("d").AccessError()!.Number.ShouldBe(927);
        target.RestoreLog("d", lab.Share("tail.trn"), new() { NoRecovery = true });
        target.GetDatabase("d").RedoLsn.ShouldBe(tail.Header.LastLsn);
        target.RecoverDatabase("d");
        await EngineFixture.InsertAsync(target.GetDatabase("d"), "two");
        target.BackupLog("d", lab.Share("reverse.trn"), new());
        a.RestoreLog("d", lab.Share("reverse.trn"), new());

        EngineFixture.Bodies(a.GetDatabase("d")).ShouldBe(["one", "two"]);
    }
}
