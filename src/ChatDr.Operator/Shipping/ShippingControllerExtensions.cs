using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Hosting;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Shipping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatDr.Operator.Shipping;

/// <summary>Adds the controller of LogShippings. It needs an ISqlConnector and a TimeProvider.</summary>
internal static class ShippingControllerExtensions
{
    public static OperatorBuilder AddShippingController(this OperatorBuilder builder)
    {
        builder.Services.TryAddSingleton<InstanceEndpoints>();
        builder.Services.TryAddSingleton<ShippingEnds>();
        builder.Services.TryAddSingleton<LogBackupCatalog>();
        builder.Services.TryAddSingleton<ShippingObserver>();
        builder.Services.TryAddSingleton<ShippingActor>();
        return builder.AddController<ShippingReconciler, LogShipping>(controller => controller
            .Watches<DatabaseMirroring>(Of)
            .Watches<SqlServerInstance>((_, _) => [])
            .Watches<V1Service>((_, _) => [])
            .Watches<V1Secret>((_, _) => []));
    }

    private static IEnumerable<NamespacedName> Of(IServiceProvider services, DatabaseMirroring mirroring)
    {
        var shippings = services.GetRequiredService<IEntityCache<LogShipping>>();
        var ns = mirroring.Metadata.Namespace;
        return shippings.ReferringTo(CacheIndexes.Mirroring, ns, mirroring.Metadata.Name)
            .Concat(mirroring.Spec.Partners.SelectMany(partner => shippings.ReferringTo(CacheIndexes.Instance, ns, partner.Name)))
            .Select(NamespacedName.Of);
    }
}
