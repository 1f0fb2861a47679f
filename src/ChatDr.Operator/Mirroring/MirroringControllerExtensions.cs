using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Hosting;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Provisioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatDr.Operator.Mirroring;

/// <summary>Adds the controller of DatabaseMirrorings. It needs an ISqlConnector and a TimeProvider.</summary>
internal static class MirroringControllerExtensions
{
    public static OperatorBuilder AddMirroringController(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<InstanceEndpoints>();
        builder.Services.TryAddSingleton<MirroringGoals>();
        builder.Services.TryAddSingleton<PeerProvisioner>();
        builder.Services.TryAddSingleton<AvailabilityGroupObserver>();
        builder.Services.TryAddSingleton<MirroringActor>();
        builder.Services.TryAddSingleton<PodRoles>();
        return builder.AddController<MirroringReconciler, DatabaseMirroring>(controller => controller
            .Watches<SqlServerInstance>((services, instance) => Of(services, instance.Metadata.Namespace, instance.Metadata.Name))
            .Watches<V1Pod>((services, pod) => Of(services, pod.Metadata.Namespace, pod.Metadata.Labels?.GetValueOrDefault(InstanceLabels.Instance)))
            .Watches<V1Service>((_, _) => [])
            .Watches<V1Secret>((_, _) => []));
    }

    private static IEnumerable<NamespacedName> Of(IServiceProvider services, string? ns, string? instance) => instance is null
        ? []
        : services.GetRequiredService<IEntityCache<DatabaseMirroring>>().ReferringTo(CacheIndexes.Instance, ns, instance)
            .Select(NamespacedName.Of);
}
