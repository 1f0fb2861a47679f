using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class RequiredSecondariesTests
{
    [Fact]
    public async Task OneRequired_OnlySecondaryDown_CommitWaitsUntilItIsBack()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(definition => definition with { RequiredSynchronizedSecondaries = 1 }, "a", "b");
        var d = lab["a"].GetDatabase("d");
        await EngineFixture.InsertAsync(d, "before").WaitAsync(TimeSpan.FromSeconds(20));
        lab["b"].Crash();
        await Eventually.IsTrueAsync("b is out", () => !lab["a"].AvailabilityGroups.Get("ag").Configuration.IsSynchronized("b"));

        var commit = EngineFixture.InsertAsync(d, "waits");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        commit.IsCompleted.ShouldBeFalse();
        EngineFixture.Bodies(d).ShouldBe(["before"]);
        var b = await lab.StartAsync("b");
        await EngineTools.FollowAsync(b);

        await commit.WaitAsync(TimeSpan.FromSeconds(20));
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
        EngineFixture.Bodies(d).ShouldBe(["before", "waits"]);
    }

    [Fact]
    public async Task OneRequiredOfTwo_OneSecondaryDown_CommitsGoOn()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(definition => definition with { RequiredSynchronizedSecondaries = 1 }, "a", "b", "c");
        lab["c"].Crash();

        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(20));

        await Should.ThrowAsync<SqlErrorException>(() => lab["a"].AvailabilityGroups.SetRequiredSynchronizedSecondariesAsync("ag", 3, default));
        await lab["a"].AvailabilityGroups.SetRequiredSynchronizedSecondariesAsync("ag", 2, default);
        var held = EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "two");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        held.IsCompleted.ShouldBeFalse();
        await lab["a"].AvailabilityGroups.SetRequiredSynchronizedSecondariesAsync("ag", 0, default);
        await held.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task OneRequired_NewPrimaryAlone_AcknowledgesNothing()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(definition => definition with { RequiredSynchronizedSecondaries = 1 }, "a", "b", "w");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(20));
        lab["a"].Crash();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);

        await Should.ThrowAsync<OperationCanceledException>(() => EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "two", patience.Token));

        await EngineTools.FollowAsync(await lab.StartAsync("a"));
        await EngineFixture.SynchronizedAsync(lab["b"], "a");
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "three").WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Required_Range_IsSynchronousReplicasLessOne(int required, bool isRefused)
    {
        var check = () => GroupRules.RequireConsistent(
            "ag", [EngineFixture.Replica("a"), EngineFixture.Replica("b"), EngineFixture.Replica("w"), EngineFixture.Replica("s")], required, "ALTER");
        if (isRefused)
        {
            Should.Throw<SqlErrorException>(check).Number.ShouldBe(35248);
        }
        else
        {
            check();
        }
    }
}
