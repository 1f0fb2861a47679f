using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Pools;
using ChatDr.Operator.Tests.Failovers;

namespace ChatDr.Operator.Tests.Pools;

/// <summary>What the children are told at each step of an order. A line: mirroring of site one; of site two; log shipping; logins that are disabled; active chat servers by site.</summary>
public sealed class PoolIntentTests
{
    private const string Normal = "1: mgc mgccomp | 2: - | p-1 > p-2a | - | 4+0";
    private const string Still = "1: mgc mgccomp suspended | 2: - suspended | p-1 > p-2a suspended | - | ";
    private const string Barred = "1: mgc mgccomp fenced | 2: - suspended | p-1 > p-2a suspended | p-1a p-1b | ";
    private const string Left = "1: mgccomp fenced | 2: ";

    [Theory]
    [InlineData(nameof(SiteStep.Gates), Normal)]
    [InlineData(nameof(SiteStep.FenceSource), Still + "4+0")]
    [InlineData(nameof(SiteStep.DeactivateChatServers), Still + "0+0")]
    [InlineData(nameof(SiteStep.BackupTail), Still + "0+0")]
    [InlineData(nameof(SiteStep.StopLogShipping), Still + "0+0")]
    [InlineData(nameof(SiteStep.CopyRemainingLogs), Still + "0+0")]
    [InlineData(nameof(SiteStep.ApplyRemainingLogs), Still + "0+0")]
    [InlineData(nameof(SiteStep.RecoverDatabase), Still + "0+0")]
    [InlineData(nameof(SiteStep.SetPoolState), "1: mgccomp | 2: - | p-2 > p-1a suspended | - | 0+0")]
    [InlineData(nameof(SiteStep.EstablishMirroring), "1: mgccomp | 2: mgc to p-2a@move | p-2 > p-1a suspended | - | 0+0")]
    [InlineData(nameof(SiteStep.ActivateChatServers), "1: mgccomp | 2: mgc to p-2a@move | p-2 > p-1a suspended | - | 0+4")]
    [InlineData(nameof(SiteStep.Reprotect), "1: mgccomp | 2: mgc | p-2 > p-1a | - | 0+4")]
    public void Planned_AtEachStep_ChildrenAreTold(string step, string expected) => Told(Plan(FailoverMode.Planned, Enum.Parse<SiteStep>(step))).ShouldBe(expected);

    [Theory]
    [InlineData(nameof(SiteStep.FenceSource), Barred + "4+0")]
    [InlineData(nameof(SiteStep.RecoverDatabase), Barred + "0+0")]
    [InlineData(nameof(SiteStep.SetPoolState), Left + "- | p-2 > p-1a suspended | p-1a p-1b | 0+0")]
    [InlineData(nameof(SiteStep.ActivateChatServers), Left + "mgc to p-2a@move | p-2 > p-1a suspended | p-1a p-1b | 0+4")]
    [InlineData(nameof(SiteStep.Reprotect), Left + "mgc | p-2 > p-1a suspended | p-1a p-1b | 0+4")]
    public void Forced_AtEachStep_SourceIsFencedAndItsCopyLeftAlone(string step, string expected) => Told(Plan(FailoverMode.Forced, Enum.Parse<SiteStep>(step))).ShouldBe(expected);

    [Theory]
    [InlineData(PoolLayout.LowBandwidth, "4+0")]
    [InlineData(PoolLayout.HighBandwidth, "2+2")]
    public void Layout_NoOrder_DecidesWhereChatIsActive(PoolLayout layout, string active)
    {
        var world = ModelWorld.With(FailoverMode.Planned);
        var pool = world.Pool with { Spec = world.Pool.Spec with { Layout = layout } };
        Told(PoolPlan.Compute(world.Observation() with { Pool = pool, Orders = [] }, DateTimeOffset.UnixEpoch)).Split(" | ")[^1].ShouldBe(active);
    }

    [Fact]
    public void ForcedOrderEnded_SiteIsAway_StaysFencedAndIsNotSeeded()
    {
        var told = Told(PoolPlan.Compute(Returned(met: false), DateTimeOffset.UnixEpoch));
        told.ShouldBe("1: mgccomp fenced | 2: mgc | p-2 > p-1a suspended | p-1a p-1b | 0+4");
    }

    [Fact]
    public void SiteReturned_EveryPartnerWasMet_LogShippingTakesItsCopyOverWhileTheGroupHoldsStill()
    {
        var told = Told(PoolPlan.Compute(Returned(met: true), DateTimeOffset.UnixEpoch));
        told.ShouldBe("1: mgccomp suspended fenced | 2: mgc | p-2 > p-1a | p-1a p-1b | 0+4");
    }

    [Fact]
    public void OrderLostItsStatus_NothingIsTakenBackUntilItIsKnownHowFarItCame()
    {
        var world = ModelWorld.With(FailoverMode.Forced);
        var order = world.Orders[0].Order with { Metadata = world.Orders[0].Order.Metadata with { Finalizers = [OrderMarks.Finalizer] } };
        var plan = PoolPlan.Compute(world.Observation() with { Orders = [order] }, DateTimeOffset.UnixEpoch);
        plan.Children.ShouldBeEmpty();
        plan.Status.Failover.ShouldBe("move");
        plan.Status.ActiveSite.ShouldBe("one");
    }

    private static PoolObservation Returned(bool met)
    {
        var world = ModelTurns.ToRest(ModelWorld.With(FailoverMode.Forced));
        var pool = world.Pool with { Status = world.Pool.Status! with { Sites = [.. world.Pool.Status!.Sites.Select(site => site with { Fenced = site.Name == "one" })] } };
        var seen = (world with
        {
            Pool = pool,
            Shipping = world.Shipping with { Suspend = true, SaysHealthy = false },
            Mirrorings = world.Mirrorings.SetItem(0, new ModelMirroring(false, true, false) { SaysFenced = met }),
            Instances = [.. world.Instances.Select(one => one.Site == 1 ? one with { LoginShallBeDisabled = true, LoginDisabled = met } : one)],
        }).Observation();
        return seen;
    }

    private static PoolPlan Plan(FailoverMode mode, SiteStep step)
    {
        var world = ModelWorld.With(mode);
        var begun = FailoverSteps.Of(FailoverType.Site).Where(other => other <= step).Aggregate(
            new PoolFailoverStatus { Phase = FailoverPhase.Running, SourceSite = "one", SourceInstance = "p-1a", TargetInstance = "p-2a" },
            (status, other) => other < step && !(other == SiteStep.EstablishMirroring && step < SiteStep.Reprotect)
                ? status.End(other, FailoverStepState.Done, DateTimeOffset.UnixEpoch, ".")
                : status.Begin(other, DateTimeOffset.UnixEpoch, "."));
        var order = world.Orders[0].Order with { Status = begun };
        return PoolPlan.Compute(world.Observation() with { Orders = [order], Pool = world.Pool with { Status = world.Pool.Status! with { Failover = "move" } } }, DateTimeOffset.UnixEpoch);
    }

    private static string Told(PoolPlan plan)
    {
        var mirrorings = plan.Children.OfType<DatabaseMirroring>().Select((mirroring, index) =>
            $"{index + 1}: {(mirroring.Spec.Databases.Count > 0 ? string.Join(" ", mirroring.Spec.Databases) : "-")}{(mirroring.Spec.Suspend ? " suspended" : "")}{(mirroring.Spec.Fence ? " fenced" : "")}"
            + (mirroring.Metadata.Annotations?.GetValueOrDefault("chatdr.dev/failover-to") is { } to ? $" to {to}" : ""));
        var shipping = plan.Children.OfType<LogShipping>().Single().Spec;
        var disabled = plan.Children.OfType<SqlServerInstance>().Where(instance => instance.Spec.ApplicationLogin?.Disabled == true).Select(instance => instance.Metadata.Name!).DefaultIfEmpty("-");
        var active = plan.Children.OfType<V1ConfigMap>().Select(map => ChatConfiguration.ActiveIn(map)!.Count);
        return string.Join(" | ", [.. mirrorings, $"{shipping.Source.Name} > {shipping.Target.Name}{(shipping.Suspend ? " suspended" : "")}", string.Join(" ", disabled), string.Join("+", active)]);
    }
}
