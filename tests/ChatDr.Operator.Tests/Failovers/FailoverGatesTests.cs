using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Failovers;

public sealed class FailoverGatesTests
{
    private static readonly PoolFailoverSpec Planned = new() { PoolRef = new LocalReference { Name = "p" }, Target = "two" };
    private static readonly PoolFailoverSpec Forced = Planned with { Mode = FailoverMode.Forced, AcknowledgeDataLoss = true };
    private static readonly PoolFailoverSpec Mirror = Planned with { Type = FailoverType.Mirror, Target = "p-1b" };
    private static readonly FailoverSnapshot Healthy = MirroredSnapshot();

    public static TheoryData<string> Orders => new("planned", "forced", "mirror");

    [Theory]
    [MemberData(nameof(Orders))]
    public void Evaluate_HealthyPool_EveryGatePassesAndSaysWhatItSaw(string order)
    {
        foreach (var gate in FailoverGates.Evaluate(Order(order), Healthy))
        {
            gate.Passed.ShouldBeTrue($"{gate.Name}: saw {gate.Saw}; wants {gate.Wants}");
            gate.Saw.ShouldNotBeNullOrWhiteSpace(gate.Name);
            gate.Wants.ShouldNotBeNullOrWhiteSpace(gate.Name);
        }
    }

    public static TheoryData<string, string, string, string> Closed => new()
    {
        { "PoolExists", "planned", "no StretchedChatPool p", "a pool of that name in the same namespace" },
        { "PoolBuilt", "planned", "no site serves yet", "a pool that served once" },
        { "TargetIsOtherSite", "planned", "one", "the site that does not serve: two" },
        { "AcknowledgeDataLoss", "forced", "acknowledgeDataLoss: false", "acknowledgeDataLoss: true, or mode Planned" },
        { "TargetSiteAvailable", "planned", "p-2a: connection refused", "p-2a, which holds the target's copy, answers T-SQL" },
        { "TargetCopyRestoring", "forced", "p-2a holds a copy that is ONLINE", "a copy that is RESTORING, outside any availability group, so that it takes logs" },
        { "ShippingDirection", "planned", "p-2", "log shipping from p-1" },
        { "SourceGoneOrFencible", "forced", "", "known partners in the site that serves" },
        { "TargetNotFenced", "planned", "p-2 is fenced", "a target site that has been seeded anew since a forced failover left it" },
        { "SourceSiteAvailable", "planned", "p-1a: connection refused", "a principal that serves; if its site is lost, mode Forced" },
        { "LogShippingHealthy", "planned", "False: the share is full", "LogShippingHealthy=True: logs are restored at the target as they come" },
        { "LogChainIntact", "planned", "False: no file covers LSN 7 to 9", "no gap and no fork in the log chain" },
        { "ModeIsPlanned", "mirror", "Forced", "Planned: the mirror takes over without loss or not at all; to accept loss, move to the other site" },
        { "TargetIsMirror", "mirror", "mirror none, principal p-1a, target p-1b", "the name of the present mirror as target" },
        { "MirrorSynchronized", "mirror", "False: p-1b is being seeded", "Mirrored=True" },
    };

    [Theory]
    [MemberData(nameof(Closed))]
    public void Evaluate_OneThingIsWrong_ItsGateNamesWhatItSawAndWhatItWants(string gate, string kind, string saw, string wants)
    {
        var (order, seen) = Break(gate, Order(kind));
        var closed = FailoverGates.Evaluate(order, seen).Where(candidate => !candidate.Passed).ToList();
        var found = closed.Find(candidate => candidate.Name == gate).ShouldNotBeNull($"closed: {string.Join(", ", closed.Select(candidate => candidate.Name))}");
        found.Saw.ShouldBe(saw);
        found.Wants.ShouldBe(wants);
    }

    private static (PoolFailoverSpec Order, FailoverSnapshot Seen) Break(string gate, PoolFailoverSpec order) => gate switch
    {
        "PoolExists" => (order, new FailoverSnapshot()),
        "PoolBuilt" => (order, Healthy with { Pool = Healthy.Pool! with { Status = null } }),
        "TargetIsOtherSite" => (order with { Target = "one" }, Healthy),
        "AcknowledgeDataLoss" => (order with { AcknowledgeDataLoss = false }, Healthy),
        "TargetSiteAvailable" => (order, Healthy with { Facts = Away("p-2a") }),
        "TargetCopyRestoring" => (order, Healthy with { Facts = [.. Healthy.Facts.Select(fact => fact.Name == "p-2a" ? fact with { Copy = new ShippedCopy { State = "ONLINE" } } : fact)] }),
        "ShippingDirection" => (order, Healthy with { Shipping = Healthy.Shipping! with { Spec = Healthy.Shipping.Spec with { Source = new LocalReference { Name = "p-2" } } } }),
        "SourceGoneOrFencible" => (order, Healthy with { Source = Healthy.Source! with { Spec = Healthy.Source.Spec with { Partners = [] } } }),
        "TargetNotFenced" => (order, Healthy with { Target = Healthy.Target! with { Spec = Healthy.Target.Spec with { Fence = true } } }),
        "SourceSiteAvailable" => (order, Healthy with { Facts = Away("p-1a") }),
        "LogShippingHealthy" => (order, Shipping("LogShippingHealthy", "the share is full")),
        "LogChainIntact" => (order, Shipping("LogChainIntact", "no file covers LSN 7 to 9")),
        "ModeIsPlanned" => (order with { Mode = FailoverMode.Forced }, Healthy),
        "TargetIsMirror" => (order, Healthy with { Source = Healthy.Source! with { Status = Healthy.Source.Status! with { Mirror = null } } }),
        "MirrorSynchronized" => (order, Healthy with { Source = Healthy.Source! with { Status = Healthy.Source.Status! with { Conditions = [False("Mirrored", "p-1b is being seeded")] } } }),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "There is no such gate."),
    };

    private static PoolFailoverSpec Order(string kind) => kind switch
    {
        "planned" => Planned,
        "forced" => Forced,
        "mirror" => Mirror,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such order."),
    };

    private static IReadOnlyList<InstanceFacts> Away(string name) => [.. Healthy.Facts.Select(fact => fact.Name == name ? new InstanceFacts(name, "connection refused", null, false) : fact)];

    private static FailoverSnapshot Shipping(string condition, string message) =>
        Healthy with { Shipping = Healthy.Shipping! with { Status = Healthy.Shipping.Status! with { Conditions = [False(condition, message)] } } };

    private static V1Condition False(string type, string message) => new() { Type = type, Status = "False", Reason = "Model", Message = message, LastTransitionTime = DateTimeOffset.UnixEpoch };

    private static FailoverSnapshot MirroredSnapshot()
    {
        var world = ModelWorld.With(FailoverMode.Planned);
        var seen = world.Snapshot(world.Orders[0]);
        return seen with { Source = seen.Source! with { Status = seen.Source.Status! with { Mirror = "p-1b" } } };
    }
}
