using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Hosting;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Shipping;

/// <summary>Finds the two ends of a LogShipping in the caches and turns its spec into goals.</summary>
internal sealed class ShippingEnds(IEntityCache<DatabaseMirroring> mirrorings, IEntityCache<SqlServerInstance> instances, InstanceEndpoints endpoints)
{
    /// <summary>The instance that is principal at the source; null while there is none.</summary>
    public string? SourceName(LogShipping shipping) =>
        mirrorings.Get(new NamespacedName(shipping.Metadata.Namespace ?? "", shipping.Spec.Source.Name))?.Status?.Principal;

    /// <summary>Where an instance answers; null when it is not known or has no address yet.</summary>
    public SqlEndpoint? Endpoint(LogShipping shipping, string? instance) =>
        instance is not null && instances.Get(new NamespacedName(shipping.Metadata.Namespace ?? "", instance)) is { } found ? endpoints.For(found) : null;

    /// <summary>
    /// The partners of the target's site from which a stale copy may be taken, the target first; none unless the site is fenced and holds still.
    /// </summary>
    public IReadOnlyList<string> FencedPartners(LogShipping shipping) => Fenced(shipping) is { } mirroring
        ? [.. mirroring.Spec.Partners.Select(partner => partner.Name).OrderBy(name => name == shipping.Spec.Target.Name ? 0 : 1)]
        : [];

    /// <summary>What to ship of <paramref name="database"/>.</summary>
    public ShippingGoal Goal(LogShipping shipping, string database)
    {
        var schedule = shipping.Spec.Schedule;
        return new ShippingGoal
        {
            Database = database,
            Folder = shipping.Spec.Path,
            BackupInterval = schedule.BackupInterval.Value,
            RestoreInterval = schedule.RestoreInterval.Value,
            RestoreDelay = schedule.RestoreDelay.Value,
            Compression = schedule.Compression switch
            {
                BackupCompression.Default => null,
                BackupCompression.Enabled => true,
                BackupCompression.Disabled => false,
                _ => throw new InvalidOperationException($"LogShipping {shipping.Metadata.Name} has the unknown compression {schedule.Compression}."),
            },
            MayReseed = shipping.Spec.Reseed == ReseedPolicy.IfStale,
            SalvageFrom = Fenced(shipping)?.Status!.Group,
        };
    }

    /// <summary>
    /// The mirroring of the target's site, when a stale copy may be taken out of it: it is fenced and holds still, and has said so for this very spec,
    /// so that no change of roles is in flight.
    /// </summary>
    private DatabaseMirroring? Fenced(LogShipping shipping) =>
        mirrorings.ReferringTo(CacheIndexes.Instance, shipping.Metadata.Namespace, shipping.Spec.Target.Name)
        .FirstOrDefault(mirroring => mirroring.Spec is { Fence: true, Suspend: true }
            && mirroring.Spec.Partners.Any(partner => partner.Name == shipping.Spec.Target.Name)
            && mirroring.Status is { } status
            && status.ObservedGeneration >= mirroring.Metadata.Generation
            && status.Conditions.Any(condition => condition is { Type: "Suspended", IsTrue: true }));
}
