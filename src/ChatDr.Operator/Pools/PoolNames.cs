using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Pools;

/// <summary>
/// The names of everything that belongs to a pool: made from the pool's name and a site's 1-based position, never from a role, because roles move.
/// </summary>
/// <param name="pool">The pool's name.</param>
internal sealed class PoolNames(string pool)
{
    /// <summary>A host name holds 15 characters; an instance's name is <c>pool-NX</c> and its host adds <c>-0</c>.</summary>
    public const int LongestPoolName = 10;

    /// <summary>The Secret with the application's login.</summary>
    public string LoginSecret => $"{pool}-login";

    /// <summary>The Service that leads clients to the active chat servers of both sites.</summary>
    public string ChatService => $"{pool}-chat";

    /// <summary>The first partner of a site.</summary>
    public string FirstPartner(int site) => $"{pool}-{site}a";

    /// <summary>The second partner of a site.</summary>
    public string SecondPartner(int site) => $"{pool}-{site}b";

    /// <summary>The witness of a site.</summary>
    public string Witness(int site) => $"{pool}-{site}w";

    /// <summary>The mirroring of a site.</summary>
    public string Mirroring(int site) => $"{pool}-{site}";

    /// <summary>The Service that leads to the principal of a site.</summary>
    public string PrincipalService(int site) => $"{pool}-{site}-sql";

    /// <summary>The chat servers of a site: StatefulSet and ConfigMap.</summary>
    public string ChatServers(int site) => $"{pool}-chat-{site}";

    /// <summary>The pods of the chat servers of a site, in the order in which they become active.</summary>
    public IEnumerable<string> ChatPods(int site, int replicas) => Enumerable.Range(0, replicas).Select(ordinal => $"{ChatServers(site)}-{ordinal}");

    /// <summary>The log shipping of a database.</summary>
    public string Shipping(string database) => $"{pool}-{database.ToLowerInvariant().Replace('_', '-')}";

    /// <summary>The partners of a site: one, or two when it mirrors.</summary>
    public IReadOnlyList<string> Partners(int site, SiteSql sql) => sql.Mirror ? [FirstPartner(site), SecondPartner(site)] : [FirstPartner(site)];
}
