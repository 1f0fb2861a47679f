using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Hosting;
using ChatDr.SqlServer.Provisioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatDr.Operator.Instances;

/// <summary>Adds the controller of SqlServerInstances. It needs an ISqlConnector and a TimeProvider.</summary>
internal static class InstanceControllerExtensions
{
    public static OperatorBuilder AddInstanceController(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<InstanceEndpoints>();
        builder.Services.TryAddSingleton<InstanceProvisioner>();
        builder.Services.TryAddSingleton<Children.ChildApplier>();
        return builder.AddController<InstanceReconciler, SqlServerInstance>(controller => controller
            .Owns<V1StatefulSet>()
            .Owns<V1Service>()
            .Watches<V1Pod>(OfPod)
            .Watches<V1Secret>(OfSecret));
    }

    private static IEnumerable<NamespacedName> OfPod(V1Pod pod) =>
        pod.Metadata.Labels?.TryGetValue(InstanceLabels.Instance, out var instance) == true ? [new NamespacedName(pod.Metadata.Namespace ?? "", instance)] : [];

    private static IEnumerable<NamespacedName> OfSecret(IServiceProvider services, V1Secret secret) =>
        services.GetRequiredService<IEntityCache<SqlServerInstance>>()
            .ReferringTo(CacheIndexes.Secret, secret.Metadata.Namespace, secret.Metadata.Name)
            .Select(NamespacedName.Of);
}
