using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class WriteLeaseTests
{
    [Fact]
    [Trait("Fact", "47116")]
    public async Task Renew_GroupWithoutLease_Refuses47116()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");

        (await EngineTools.NumberAsync(() => Task.Run(() => lab["a"].AvailabilityGroups.RenewLease("ag", 10)))).ShouldBe(47116);
        lab["a"].Group().WriteLeaseRemaining.ShouldBeNull();
    }

    [Fact]
    [Trait("Fact", "47119")]
    public async Task Lease_NotRenewed_EndsThePrimary()
    {
        var time = new LeapingTime();
        await using var lab = new EngineFixture { Time = time };
        await lab.BuildGroupAsync(definition => definition with { WriteLeaseValidity = 6000 }, "a", "b");
        var groups = lab["a"].AvailabilityGroups;
        lab["a"].Group().WriteLeaseRemaining!.Value.ShouldBeInRange(1, TimeSpan.FromSeconds(6000).Ticks);
        (await EngineTools.NumberAsync(() => Task.Run(() => groups.RenewLease("ag", 5)))).ShouldBe(47119);
        (await EngineTools.NumberAsync(() => Task.Run(() => groups.RenewLease("ag", 0)))).ShouldBe(47117);
        groups.TakeOffline("ag");

        // A manager gives the target its lease before it makes it primary.
        lab["b"].AvailabilityGroups.RenewLease("ag", 600);
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "within").WaitAsync(TimeSpan.FromSeconds(20));

        time.Leap(TimeSpan.FromSeconds(600));
        await Eventually.IsTrueAsync(
            "b stops", () => lab["b"].GetDatabase("d").AccessError()?.Number == 983, () => $"{lab["b"].Group().Role} {lab["b"].Group().WriteLeaseRemaining}");
        lab["b"].Group().Role.ShouldBe(ReplicaRole.Resolving);
        lab["b"].Group().WriteLeaseRemaining.ShouldBe(0);
        (await File.ReadAllTextAsync(lab["b"].ErrorLog.CurrentFile)).ShouldContain("Error: 19407");
    }

    [Fact]
    public void Renew_ToAnEarlierEnd_IsNone()
    {
        var lease = new WriteLease(TimeSpan.FromSeconds(100));

        lease.Renew(TimeSpan.FromSeconds(95), TimeSpan.FromSeconds(4)).ShouldBeNull();
        lease.Renew(TimeSpan.FromSeconds(95), TimeSpan.FromSeconds(5))!.Value.Expires.ShouldBe(TimeSpan.FromSeconds(100));
        lease.Renew(TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(1))!.Value.Expires.ShouldBe(TimeSpan.FromSeconds(201));
        lease.IsValid(TimeSpan.FromSeconds(100)).ShouldBeFalse();
        lease.IsValid(TimeSpan.FromSeconds(99.9)).ShouldBeTrue();
    }
}
