using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.Operator.Mirroring;

/// <summary>Turns a DatabaseMirroring into what the driver is to bring about.</summary>
internal sealed class MirroringGoals(IEntityCache<SqlServerInstance> instances, InstanceEndpoints endpoints)
{
    /// <summary>The instances of the partners and the witness, in this order; null where there is none of that name.</summary>
    public IReadOnlyList<(string Name, SqlServerInstance? Instance)> Instances(DatabaseMirroring mirroring)
    {
        IEnumerable<LocalReference> references = mirroring.Spec.Witness is { } witness ? [.. mirroring.Spec.Partners, witness] : mirroring.Spec.Partners;
        return [.. references.Select(reference => (reference.Name, instances.Get(new NamespacedName(mirroring.Metadata.Namespace ?? "", reference.Name))))];
    }

    /// <summary>The goal; null while an instance has not yet said its name.</summary>
    public MirroringGoal? Of(DatabaseMirroring mirroring)
    {
        var members = Instances(mirroring).Select(entry => entry.Instance is { } instance ? Member(instance) : null).ToList();
        if (members.Exists(member => member is null))
        {
            return null;
        }

        var spec = mirroring.Spec;
        var partners = members.Take(spec.Partners.Count).Select(member => member!).ToList();
        return new MirroringGoal
        {
            Group = mirroring.Metadata.Name!,
            Partners = partners,
            Witness = spec.Witness is null ? null : members[^1],
            Databases = spec.Databases,
            Suspend = spec.Suspend,
            Fence = spec.Fence,
            CreateDatabases = Annotation(mirroring, MirroringAnnotations.CreateDatabases) == "true",
            AutomaticFailover = spec.Mirroring.AutomaticFailover,
            PartnerTimeout = spec.Mirroring.PartnerTimeout.Value,
            OwnerLogin = Instances(mirroring)[0].Instance?.Spec.ApplicationLogin?.Name,
            SeedPath = spec.SeedPath,
            Order = Order(Annotation(mirroring, MirroringAnnotations.FailoverTo)),
        };
    }

    /// <summary>Reads <c>partner@uid</c>.</summary>
    internal static MirrorFailoverOrder? Order(string? annotation) =>
        annotation?.Split('@', 2) is [{ Length: > 0 } target, { Length: > 0 } order] ? new MirrorFailoverOrder(target, order) : null;

    private static string? Annotation(DatabaseMirroring mirroring, string key) =>
        mirroring.Metadata.Annotations?.TryGetValue(key, out var value) == true ? value : null;

    private MirroringMember? Member(SqlServerInstance instance) => instance.Status?.ServerName is { } server
        ? new MirroringMember(instance.Metadata.Name!, server, $"tcp://{InstanceEndpoints.MirroringAddress(instance)}") { Sql = endpoints.For(instance) }
        : null;
}
