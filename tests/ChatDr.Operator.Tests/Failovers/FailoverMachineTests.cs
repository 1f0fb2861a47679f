using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>Single decisions whose mistake <see cref="FailoverModelTests"/> may not show, because a later step makes up for them.</summary>
public sealed class FailoverMachineTests
{
    [Theory]
    [InlineData(FailoverMode.Planned)]
    [InlineData(FailoverMode.Forced)]
    public void FenceSource_BeforeItsChildrenHaveAcknowledged_Waits(FailoverMode mode)
    {
        var world = ModelWorld.With(mode);
        var order = world.Orders[0];
        var status = new PoolFailoverStatus { Phase = FailoverPhase.Running, SourceSite = "one", SourceInstance = "p-1a", TargetInstance = "p-2a", StartedAt = world.Now }
            .Begin(SiteStep.Gates, world.Now, "Begun.")
            .End(SiteStep.Gates, FailoverStepState.Done, world.Now, "All passed.")
            .Begin(SiteStep.FenceSource, world.Now, "Begun.");

        var decision = FailoverMachine.Next(order.Order, status, world.Snapshot(order), world.Now);

        decision.Status.IsBehind(SiteStep.FenceSource).ShouldBeFalse();
        decision.Kind.ShouldBeNull();
    }
}
