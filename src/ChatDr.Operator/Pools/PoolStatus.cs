using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>Derives a pool's status from what its children say.</summary>
internal static class PoolStatus
{
    /// <summary>The reason of a spec that cannot work.</summary>
    public const string InvalidSpec = nameof(InvalidSpec);

    /// <summary>The status of a pool whose spec cannot work. What runs goes on running.</summary>
    public static StretchedChatPoolStatus Invalid(StretchedChatPool pool, IReadOnlyList<PoolFinding> findings, DateTimeOffset now)
    {
        var before = pool.Status ?? new StretchedChatPoolStatus();
        var message = string.Join(" ", findings);
        var conditions = new ConditionSet(before.Conditions, pool.Metadata.Generation, now)
            .False("Ready", InvalidSpec, message)
            .True("Stalled", InvalidSpec, message)
            .Remove("Reconciling");
        return before with { ObservedGeneration = pool.Metadata.Generation, Phase = "Invalid", Conditions = conditions.ToList() };
    }

    /// <summary>The status of a pool whose children are as the plan wants them, or on their way.</summary>
    public static StretchedChatPoolStatus Compute(PoolObservation seen, PoolIntent intent, SiteFence fence, DateTimeOffset now)
    {
        var pool = seen.Pool;
        var sites = SiteRef.Of(pool).Select(site => Site(seen, intent, fence, site)).ToList();
        var active = IsBuilt(seen, intent) ? intent.Active.Name : null;
        var view = new PoolView(seen, intent, sites, active);
        var conditions = PoolConditions.Compute(view, fence, now);
        return new StretchedChatPoolStatus
        {
            ObservedGeneration = pool.Metadata.Generation,
            ActiveSite = active,
            PoolState = active is null ? null : active == pool.Spec.HomeSite ? PoolState.Normal : PoolState.FailedOver,
            Phase = Phase(view, conditions),
            EstimatedDataLoss = view.Shipped?.EstimatedDataLoss,
            Technology = view.ActiveMirroring?.Status?.Technology?.ToString(),
            Simulated = seen.Instances.Any(instance => instance.Status?.Simulated is not null)
                ? seen.Instances.Any(instance => instance.Status?.Simulated == true)
                : null,
            Failover = intent.Order?.Metadata.Name,
            Sites = sites,
            Databases = [.. pool.Spec.Databases.Select(database => Database(view, database))],
            Conditions = conditions,
        };
    }

    /// <summary>Whether the pool served already, or its first principal serves now.</summary>
    private static bool IsBuilt(PoolObservation seen, PoolIntent intent) =>
        seen.Pool.Status?.ActiveSite is not null
        || ActiveSite.LastMove(seen.Orders) is not null
        || (seen.Mirroring(new PoolNames(seen.Pool.Metadata.Name!).Mirroring(intent.Active.Index)) is { Status.Principal: not null } mirroring
            && mirroring.Status.Databases.Any(database => database.Name == seen.ChatDatabase)
            && Observed.Says(mirroring, "Ready"));

    private static PoolSiteStatus Site(PoolObservation seen, PoolIntent intent, SiteFence fence, SiteRef site)
    {
        var names = new PoolNames(seen.Pool.Metadata.Name!);
        var pods = seen.ChatPodsOf(site.Name).ToList();
        return new PoolSiteStatus
        {
            Name = site.Name,
            Available = names.Partners(site.Index, site.Site.Sql).Any(name => seen.Instance(name)?.Status?.Conditions.IsTrue("Ready") == true),
            Fenced = fence.Site == site.Name,
            ActiveChatServers = pods.Count(IsReady),
            ChatServers = pods.Count(pod => pod.Status?.Phase == "Running"),
            Primary = site == intent.Active ? seen.Mirroring(names.Mirroring(site.Index))?.Status?.Principal : seen.Shipping?.Spec.Target.Name,
        };
    }

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static PoolDatabaseStatus Database(PoolView view, PoolDatabase database)
    {
        var mirroring = database.Role switch
        {
            DatabaseRole.Chat => view.ActiveMirroring,
            DatabaseRole.Compliance => view.HomeMirroring,
            _ => throw new InvalidOperationException($"Database {database.Name} has the unknown role {database.Role}."),
        };
        var shipped = database.Role == DatabaseRole.Chat ? view.Shipped : null;
        var mirrored = mirroring?.Status?.Databases.FirstOrDefault(candidate => candidate.Name == database.Name);
        return new PoolDatabaseStatus
        {
            Name = database.Name,
            Role = database.Role,
            Principal = mirrored is null ? null : mirroring?.Status?.Principal,
            MirroringState = mirrored?.State,
            LastBackedUpLsn = shipped?.LastBackedUpLsn,
            LastBackedUpTime = shipped?.LastBackedUpTime,
            LastRestoredLsn = shipped?.LastRestoredLsn,
            LastRestoredTime = shipped?.LastRestoredTime,
            EstimatedDataLoss = shipped?.EstimatedDataLoss,
        };
    }

    private static string Phase(PoolView view, IReadOnlyList<V1Condition> conditions)
    {
        if (view.Intent.Order is { Status.Phase: FailoverPhase.Running } order)
        {
            return order.Spec.Type == FailoverType.Mirror ? "SwitchingToMirror" : order.Spec.Target == view.Pool.Spec.HomeSite ? "FailingBack" : "FailingOver";
        }

        if (view.ActiveSite is null)
        {
            return "Creating";
        }

        if (!view.Site(view.ActiveSite).Available)
        {
            return "SiteLost";
        }

        return conditions.IsTrue("Ready") ? "Ready" : conditions.IsTrue("ChatServersActive") ? "Degraded" : "NotServing";
    }
}
