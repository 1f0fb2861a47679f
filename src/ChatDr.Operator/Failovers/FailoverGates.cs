using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Failovers;

/// <summary>The preconditions of an order: each says what it saw and what would satisfy it.</summary>
internal static class FailoverGates
{
    /// <summary>All gates of <paramref name="order"/>, in the order in which a person would look.</summary>
    public static IReadOnlyList<FailoverGate> Evaluate(PoolFailoverSpec order, FailoverSnapshot seen)
    {
        List<FailoverGate> gates = [Gate(
            "PoolExists",
            seen.Pool is not null,
            seen.Pool is null ? $"no StretchedChatPool {order.PoolRef.Name}" : order.PoolRef.Name,
            "a pool of that name in the same namespace")];
        if (seen.Pool is null)
        {
            return gates;
        }

        gates.Add(Gate(
            "PoolBuilt",
            seen.Pool.Status?.ActiveSite is not null,
            seen.Pool.Status?.ActiveSite is { } active ? $"{active} serves" : "no site serves yet",
            "a pool that served once"));
        return order.Type switch
        {
            FailoverType.Mirror => [.. gates, .. Mirror(order, seen)],
            FailoverType.Site => [.. gates, .. Site(order, seen)],
            _ => [.. gates, Gate("KnownType", false, order.Type.ToString(), "Mirror or Site")],
        };
    }

    private static IEnumerable<FailoverGate> Mirror(PoolFailoverSpec order, FailoverSnapshot seen)
    {
        var status = seen.Source?.Status;
        yield return Gate(
            "ModeIsPlanned",
            order.Mode == FailoverMode.Planned,
            order.Mode.ToString(),
            "Planned: the mirror takes over without loss or not at all; to accept loss, move to the other site");
        yield return Gate(
            "TargetIsMirror",
            status?.Mirror == order.Target,
            $"mirror {status?.Mirror ?? "none"}, principal {status?.Principal ?? "none"}, target {order.Target}",
            "the name of the present mirror as target");
        yield return Gate("MirrorSynchronized", status?.Conditions.IsTrue("Mirrored") == true, Condition(status?.Conditions.Find("Mirrored")), "Mirrored=True");
    }

    private static IEnumerable<FailoverGate> Site(PoolFailoverSpec order, FailoverSnapshot seen)
    {
        var sites = seen.Pool!.Spec.Sites.Select(site => site.Name).ToList();
        var active = seen.Pool.Status?.ActiveSite;
        yield return Gate(
            "TargetIsOtherSite",
            sites.Contains(order.Target) && order.Target != active,
            order.Target,
            $"the site that does not serve: {sites.FirstOrDefault(site => site != active)}");
        if (order.Mode == FailoverMode.Forced)
        {
            yield return Gate(
                "AcknowledgeDataLoss",
                order.AcknowledgeDataLoss,
                $"acknowledgeDataLoss: {(order.AcknowledgeDataLoss ? "true" : "false")}",
                "acknowledgeDataLoss: true, or mode Planned");
        }

        var target = seen.Fact(seen.Shipping?.Spec.Target.Name);
        yield return Gate("TargetSiteAvailable", target.Answers, Answer(target), $"{target.Name}, which holds the target's copy, answers T-SQL");
        yield return Gate(
            "TargetCopyRestoring",
            target.Copy is { IsRestoring: true, InGroup: false },
            target.Copy is { } copy
                ? $"{target.Name} holds a copy that is {copy.State}{(copy.InGroup ? " in an availability group" : "")}"
                : $"{target.Name} does not say",
            "a copy that is RESTORING, outside any availability group, so that it takes logs");
        yield return Gate(
            "ShippingDirection",
            seen.Shipping is { } shipping && shipping.Spec.Source.Name == seen.Source?.Metadata.Name,
            seen.Shipping?.Spec.Source.Name ?? "none",
            $"log shipping from {seen.Source?.Metadata.Name ?? "the site that serves"}");
        if (order.Mode == FailoverMode.Forced)
        {
            var partners = seen.Partners(seen.Source);
            yield return Gate(
                "SourceGoneOrFencible",
                partners.Count > 0,
                string.Join(", ", partners.Select(partner => $"{partner.Name} {(partner.Answers ? "answers and will be fenced" : "is away")}")),
                "known partners in the site that serves");
            yield break;
        }

        var source = seen.Fact(seen.Source?.Status?.Principal);
        yield return Gate(
            "TargetNotFenced",
            seen.Target is { Spec.Fence: false },
            seen.Target is { Spec.Fence: true } ? $"{seen.Target.Metadata.Name} is fenced" : "not fenced",
            "a target site that has been seeded anew since a forced failover left it");
        yield return Gate(
            "SourceSiteAvailable",
            source is { Answers: true, IsPrimary: true, Copy.IsOnline: true },
            source.Problem is not null ? Answer(source) : $"{source.Name} {(source.IsPrimary ? "is principal" : "is not principal")}, {source.Copy?.State}",
            "a principal that serves; if its site is lost, mode Forced");
        yield return Gate(
            "LogShippingHealthy",
            seen.Shipping?.Status?.Conditions.IsTrue("LogShippingHealthy") == true,
            Condition(seen.Shipping?.Status?.Conditions.Find("LogShippingHealthy")),
            "LogShippingHealthy=True: logs are restored at the target as they come");
        var chain = seen.Shipping?.Status?.Conditions.Find("LogChainIntact");
        yield return Gate("LogChainIntact", chain is null || chain.Status != "False", Condition(chain), "no gap and no fork in the log chain");
    }

    private static string Answer(InstanceFacts instance) => instance.Problem is { } problem ? $"{instance.Name}: {problem}" : $"{instance.Name} answers";

    private static string Condition(ChatDr.Kubernetes.Models.V1Condition? condition) =>
        condition is null ? "not reported" : $"{condition.Status}: {condition.Message}";

    private static FailoverGate Gate(string name, bool passed, string saw, string wants) => new() { Name = name, Passed = passed, Saw = saw, Wants = wants };
}
