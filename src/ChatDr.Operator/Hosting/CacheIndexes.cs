using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Hosting;

/// <summary>By what the caches are asked, besides name and owner: every index is named for what refers, by name, to the object that is looked for.</summary>
internal static class CacheIndexes
{
    /// <summary>Orders, and pods of chat servers, by their pool.</summary>
    public const string Pool = "pool";

    /// <summary>Pools and instances by the Secrets that they name.</summary>
    public const string Secret = "secret";

    /// <summary>Pools by the claim of their share.</summary>
    public const string Claim = "claim";

    /// <summary>Mirrorings by their partners and witness, and log shippings by their target.</summary>
    public const string Instance = "instance";

    /// <summary>Log shippings by the mirroring that is their source.</summary>
    public const string Mirroring = "mirroring";

    /// <summary>Declares them.</summary>
    public static OperatorBuilder AddCacheIndexes(this OperatorBuilder builder) => builder
        .AddIndex<PoolFailover>(Pool, order => [Key(order, order.Spec.PoolRef.Name)])
        .AddIndex<V1Pod>(Pool, OfChatServer)
        .AddIndex<StretchedChatPool>(Secret, pool => [Key(pool, pool.Spec.Sql.CredentialsSecretRef.Name)])
        .AddIndex<StretchedChatPool>(Claim, pool => Keys(pool, pool.Spec.LogShipping.Share.PersistentVolumeClaim?.ClaimName))
        .AddIndex<SqlServerInstance>(
            Secret, instance => Keys(instance, instance.Spec.CredentialsSecretRef.Name, instance.Spec.ApplicationLogin?.SecretRef.Name))
        .AddIndex<DatabaseMirroring>(
            Instance, mirroring => Keys(mirroring, [mirroring.Spec.Witness?.Name, .. mirroring.Spec.Partners.Select(partner => partner.Name)]))
        .AddIndex<LogShipping>(Instance, shipping => [Key(shipping, shipping.Spec.Target.Name)])
        .AddIndex<LogShipping>(Mirroring, shipping => [Key(shipping, shipping.Spec.Source.Name)]);

    /// <summary>What refers by <paramref name="index"/> to the object <paramref name="name"/> in the namespace <paramref name="ns"/>.</summary>
    public static IReadOnlyList<T> ReferringTo<T>(this IEntityCache<T> cache, string index, string? ns, string? name)
        where T : class, IKubernetesObject => cache.ByIndex(index, new NamespacedName(ns ?? "", name ?? "").ToString());

    private static IEnumerable<string> OfChatServer(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(PoolLabels.Component) == PoolLabels.ChatServer
        ? Keys(pod, pod.Metadata.Labels.GetValueOrDefault(PoolLabels.Pool))
        : [];

    private static IEnumerable<string> Keys(IKubernetesObject referring, params IReadOnlyList<string?> names) =>
        names.OfType<string>().Select(name => Key(referring, name));

    private static string Key(IKubernetesObject referring, string name) => new NamespacedName(referring.Metadata.Namespace ?? "", name).ToString();
}
