using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class LatchTests
{
    [Fact]
    [Trait("Fact", "41104")]
    public async Task LatchedRoleChange_FailsUntilTheEndpointsOfBothSidesWereRestarted()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        lab["b"].Options.Faults.LatchRoleChange("ag");
        lab["b"].AvailabilityGroups.TakeOffline("ag");
        await Eventually.IsTrueAsync(
            "a meets the stuck role",
            () => lab["a"].Group().Links.Single().LastError?.Text.Contains("is stuck", StringComparison.Ordinal) == true,
            () => $"{lab["a"].Group().Links.Single().LastError}");

        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.SetRoleSecondaryAsync("ag", default))).ShouldBe(41104);
        Restart(lab["b"]);
        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.SetRoleSecondaryAsync("ag", default))).ShouldBe(41104);
        Restart(lab["a"]);
        await EngineTools.FollowAsync(lab["b"]);

        lab["b"].Options.Faults.IsRoleChangeLatched("ag").ShouldBeFalse();
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(0, 2, false)]
    public void IsRemedied_NeedsBothSidesStartedAnew(int own, int primary, bool expected) =>
        new RoleLatch(Id(1), Id(1)).IsRemedied(Id(own), Id(primary)).ShouldBe(expected);

    private static Guid Id(int start) => start == 0 ? Guid.Empty : new Guid(start, 0, 0, new byte[8]);

    private static void Restart(Instance instance)
    {
        var endpoint = instance.Endpoint!;
        instance.SetEndpoint(endpoint with { IsStarted = false });
        instance.SetEndpoint(endpoint);
    }
}
