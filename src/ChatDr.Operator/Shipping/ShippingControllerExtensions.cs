using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
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
        builder.Services.TryAddSingleton<Status.StatusWriter>();
        builder.Services.TryAddSingleton<ShippingEnds>();
        builder.Services.TryAddSingleton<LogBackupCatalog>();
        builder.Services.TryAddSingleton<ShippingObserver>();
        builder.Services.TryAddSingleton<ShippingActor>();
        return builder.AddController<ShippingReconciler, LogShipping>(controller => controller
            .Watches<DatabaseMirroring>((services, mirroring) => services.GetRequiredService<IEntityCache<LogShipping>>().List(mirroring.Metadata.Namespace)
                .Where(shipping => shipping.Spec.Source.Name == mirroring.Metadata.Name || mirroring.Spec.Partners.Any(partner => partner.Name == shipping.Spec.Target.Name))
                .Select(NamespacedName.Of))
            .Watches<SqlServerInstance>((_, _) => [])
            .Watches<V1Service>((_, _) => [])
            .Watches<V1Secret>((_, _) => []));
    }
}
