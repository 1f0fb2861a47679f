using System.Security.Cryptography;
using System.Text;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>
/// The Secret with the application's login: made once, because its password and SID are random and every instance must have the same. The instances keep the
/// login on their volumes, so the Secret stays where they stay: a pool made anew on retained volumes needs it.
/// </summary>
internal static class LoginSecret
{
    /// <summary>A new one.</summary>
    public static V1Secret Create(StretchedChatPool pool) => new()
    {
        Metadata = Metadata(pool),
        Type = "Opaque",
        Data = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["name"] = Encoding.UTF8.GetBytes(SqlChildren.ApplicationLoginName),
            ["password"] = Encoding.UTF8.GetBytes($"Aa1-{RandomNumberGenerator.GetHexString(32, lowercase: true)}"),
            ["sid"] = Encoding.UTF8.GetBytes(RandomNumberGenerator.GetHexString(32)),
        },
    };

    private static V1ObjectMeta Metadata(StretchedChatPool pool)
    {
        var owned = PoolChildren.Metadata(pool, new PoolNames(pool.Metadata.Name!).LoginSecret, PoolLabels.Of(pool.Metadata.Name!, PoolLabels.ChatServer));
        return pool.Spec.DeletionPolicy == DeletionPolicy.Delete ? owned : owned with { OwnerReferences = null };
    }
}
