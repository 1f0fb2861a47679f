using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Children;
using ChatDr.Operator.Metrics;

namespace ChatDr.Operator.Pools;

/// <summary>Brings a pool's children in line with its plan and writes its status.</summary>
internal sealed class PoolReconciler(
    PoolCaches caches,
    IKubernetesClient client,
    ChildApplier applier,
    StatusWriter statuses,
    IEventPublisher events,
    ChatDrMetrics metrics,
    TimeProvider time) : IReconciler<StretchedChatPool>
{
    private static readonly TimeSpan AgainAfterConflict = TimeSpan.FromMilliseconds(20);

    /// <summary>A missing Secret or claim wakes nobody when it appears in some clusters' caches first, so an invalid pool is looked at again.</summary>
    private static readonly TimeSpan AgainWhenInvalid = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (caches.Pools.Get(name) is not { } cached || cached.Metadata.DeletionTimestamp is not null)
        {
            metrics.Forget(name);
            return ReconcileResult.Done;
        }

        var pool = statuses.Latest(cached);
        var plan = PoolPlan.Compute(caches.Observe(pool), time.GetUtcNow());
        if (plan.Children.Count > 0)
        {
            await EnsureLoginAsync(pool, cancellationToken);
        }

        foreach (var child in plan.Children)
        {
            await ApplyAsync(child, cancellationToken);
        }

        if (await statuses.WriteAsync(pool, pool.Status, plan.Status, cancellationToken) == StatusWrite.Conflict)
        {
            return ReconcileResult.After(AgainAfterConflict);
        }

        foreach (var happened in plan.Events)
        {
            events.Publish(pool, happened.Type, happened.Reason, happened.Message);
        }

        metrics.Record(name, plan.Status);
        return plan.Children.Count == 0 ? ReconcileResult.After(AgainWhenInvalid) : ReconcileResult.Done;
    }

    private async Task EnsureLoginAsync(StretchedChatPool pool, CancellationToken cancellationToken)
    {
        var secret = LoginSecret.Create(pool);
        if (caches.Secrets.Get(NamespacedName.Of(secret)) is not null)
        {
            return;
        }

        try
        {
            await client.CreateAsync(secret, cancellationToken);
        }
        catch (KubernetesApiException madeBefore) when (madeBefore.IsAlreadyExists)
        {
            // The cache trails the server: the Secret of an earlier pass stays.
        }
    }

    private Task<bool> ApplyAsync(IKubernetesObject child, CancellationToken cancellationToken)
    {
        var name = NamespacedName.Of(child);
        return child switch
        {
            SqlServerInstance instance => applier.EnsureAsync(instance, caches.Instances.Get(name), cancellationToken),
            DatabaseMirroring mirroring => applier.EnsureAsync(mirroring, caches.Mirrorings.Get(name), cancellationToken),
            LogShipping shipping => applier.EnsureAsync(shipping, caches.Shippings.Get(name), cancellationToken),
            V1Service service => applier.EnsureAsync(service, caches.Services.Get(name), cancellationToken),
            V1ConfigMap map => applier.EnsureAsync(map, caches.ConfigMaps.Get(name), cancellationToken),
            V1StatefulSet set => applier.EnsureAsync(set, caches.StatefulSets.Get(name), cancellationToken),
            _ => throw new InvalidOperationException($"A pool has no children of kind {child.Kind}."),
        };
    }
}
