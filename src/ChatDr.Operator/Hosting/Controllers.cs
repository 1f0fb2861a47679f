using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Children;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Instances;
using ChatDr.Operator.Metrics;
using ChatDr.Operator.Mirroring;
using ChatDr.Operator.Pools;
using ChatDr.Operator.Shipping;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatDr.Operator.Hosting;

/// <summary>Puts the controllers together.</summary>
internal static class Controllers
{
    /// <summary>Adds all controllers and what they share.</summary>
    public static OperatorBuilder AddChatDrControllers(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<ISqlConnector>(services => new SqlClientConnector(beforeEach: services.GetRequiredService<Leadership>().ThrowIfLost));
        builder.Services.TryAddSingleton<ChildApplier>();
        builder.Services.TryAddSingleton<ChatDrMetrics>();
        return builder.AddCacheIndexes().AddInstanceController().AddMirroringController().AddShippingController().AddPools().AddFailovers();
    }

    private static OperatorBuilder AddPools(this OperatorBuilder builder)
    {
        builder.Services.AddSingleton<PoolCaches>();
        return builder.AddController<PoolReconciler, StretchedChatPool>(controller => controller
            .Owns<SqlServerInstance>()
            .Owns<DatabaseMirroring>()
            .Owns<LogShipping>()
            .Owns<V1StatefulSet>()
            .Owns<V1Service>()
            .Owns<V1ConfigMap>()
            .Watches<PoolFailover>(order => [new NamespacedName(order.Metadata.Namespace ?? "", order.Spec.PoolRef.Name)])
            .Watches<V1Pod>(pod => PoolOf(pod, PoolLabels.ChatServer))
            .Watches<V1Secret>((services, secret) => Pools(services, CacheIndexes.Secret, secret))
            .Watches<V1PersistentVolumeClaim>((services, claim) => Pools(services, CacheIndexes.Claim, claim)));
    }

    private static OperatorBuilder AddFailovers(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<LogBackupCatalog>();
        builder.Services.AddSingleton<LogRestorer>().AddSingleton<FailoverObserver>().AddSingleton<FailoverActor>();
        return builder.AddController<FailoverReconciler, PoolFailover>(controller => controller
            .Watches<StretchedChatPool>((services, pool) => services.GetRequiredService<IEntityCache<PoolFailover>>()
                .ReferringTo(CacheIndexes.Pool, pool.Metadata.Namespace, pool.Metadata.Name)
                .Where(order => !FailoverPhase.IsFinal(order.Status?.Phase))
                .Select(NamespacedName.Of)));
    }

    private static IEnumerable<NamespacedName> PoolOf(V1Pod pod, string component) =>
        pod.Metadata.Labels is { } labels && labels.GetValueOrDefault(PoolLabels.Component) == component
            && labels.GetValueOrDefault(PoolLabels.Pool) is { } pool
            ? [new NamespacedName(pod.Metadata.Namespace ?? "", pool)]
            : [];

    private static IEnumerable<NamespacedName> Pools(IServiceProvider services, string index, IKubernetesObject referred) =>
        services.GetRequiredService<IEntityCache<StretchedChatPool>>()
            .ReferringTo(index, referred.Metadata.Namespace, referred.Metadata.Name)
            .Select(NamespacedName.Of);
}
