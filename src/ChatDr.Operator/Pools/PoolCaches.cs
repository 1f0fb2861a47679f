using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Hosting;

namespace ChatDr.Operator.Pools;

/// <summary>The caches from which a pool is observed.</summary>
internal sealed record PoolCaches(
    IEntityCache<StretchedChatPool> Pools,
    IEntityCache<PoolFailover> Orders,
    IEntityCache<SqlServerInstance> Instances,
    IEntityCache<DatabaseMirroring> Mirrorings,
    IEntityCache<LogShipping> Shippings,
    IEntityCache<V1StatefulSet> StatefulSets,
    IEntityCache<V1Service> Services,
    IEntityCache<V1ConfigMap> ConfigMaps,
    IEntityCache<V1Secret> Secrets,
    IEntityCache<V1PersistentVolumeClaim> Claims,
    IEntityCache<V1Pod> Pods)
{
    /// <summary>One snapshot of everything that decides about <paramref name="pool"/>.</summary>
    public PoolObservation Observe(StretchedChatPool pool)
    {
        var ns = pool.Metadata.Namespace ?? "";
        var uid = pool.Metadata.Uid ?? "";
        var credentials = Secrets.Get(new NamespacedName(ns, pool.Spec.Sql.CredentialsSecretRef.Name));
        var claim = pool.Spec.LogShipping.Share.PersistentVolumeClaim;
        return new PoolObservation
        {
            Pool = pool,
            References = new PoolReferences(
                credentials is null ? null : [.. credentials.Data?.Keys ?? []],
                claim is not null && Claims.Get(new NamespacedName(ns, claim.ClaimName)) is not null),
            Orders = [.. Orders.ReferringTo(CacheIndexes.Pool, ns, pool.Metadata.Name).Select(OrderMarks.AsGiven)],
            Instances = Instances.ControlledBy(uid),
            Mirrorings = Mirrorings.ControlledBy(uid),
            Shipping = Shippings.ControlledBy(uid) is [var shipping, ..] ? shipping : null,
            ChatPods = Pods.ReferringTo(CacheIndexes.Pool, ns, pool.Metadata.Name),
            Services = Services.ControlledBy(uid),
        };
    }
}
