using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Tests.Failovers;

public sealed class FailoverStartTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ForcedOrder_GivenLateAfterTheLoss_CountsDataLossOnlyUpToTheLoss()
    {
        var lost = Now.AddMinutes(-10);
        var world = ModelWorld.With(FailoverMode.Forced);
        var seen = world.Snapshot(world.Orders[0]);
        seen = seen with { Source = seen.Source! with { Status = seen.Source.Status! with { PrincipalLostSince = lost } } };
        var order = new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = seen.Pool!.Status!.Failover, Namespace = "default", Uid = "u" },
            Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = "two", Mode = FailoverMode.Forced, AcknowledgeDataLoss = true },
        };

        var begun = FailoverStart.Next(order, new PoolFailoverStatus(), seen, Now);

        begun.Phase.ShouldBe(FailoverPhase.Running, begun.Message);
        begun.SourceLostSince.ShouldBe(lost, "the fence forgets it, so the order has to remember");
    }
}
