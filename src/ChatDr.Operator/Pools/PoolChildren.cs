using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>The objects that a pool is made of.</summary>
internal static class PoolChildren
{
    /// <summary>All children but the login's Secret, which is made once because it holds something random.</summary>
    public static IReadOnlyList<IKubernetesObject> Compute(PoolObservation seen, PoolIntent intent, SiteFence fence)
    {
        var sites = SiteRef.Of(seen.Pool);
        var sql = new SqlChildren(seen, intent, fence);
        var chat = new ChatChildren(seen, intent);
        return
        [
            .. sites.SelectMany(sql.Instances),
            .. sites.Select(sql.Mirroring),
            .. sites.Select(sql.PrincipalService),
            sql.Shipping(),
            chat.Service(),
            .. sites.Select(chat.Configuration),
            .. sites.Select(chat.Servers),
        ];
    }

    /// <summary>The metadata of a child: it goes when the pool goes.</summary>
    public static V1ObjectMeta Metadata(
        StretchedChatPool pool,
        string name,
        IReadOnlyDictionary<string, string> labels,
        IReadOnlyDictionary<string, string>? annotations = null) => new()
        {
            Name = name,
            Namespace = pool.Metadata.Namespace,
            Labels = labels,
            Annotations = annotations,
            OwnerReferences = [V1OwnerReference.ControllerOf(pool, pool.Metadata.Namespace)],
        };
}
