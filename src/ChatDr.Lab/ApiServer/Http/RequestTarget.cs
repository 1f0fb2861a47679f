using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>What a path under <c>/api</c> or <c>/apis</c> names.</summary>
/// <param name="Resource">The kind.</param>
/// <param name="Namespace">Namespace; null for all namespaces or a cluster-scoped kind.</param>
/// <param name="Name">Name of one object; null for the collection.</param>
/// <param name="Subresource">E.g. <c>status</c>; empty for the object itself.</param>
internal sealed record RequestTarget(ApiResource Resource, string? Namespace, string? Name, string Subresource)
{
    internal ObjectKey Key => new(Resource.Storage, Namespace ?? "", Name ?? "");

    /// <summary>Reads a path's segments that follow group and version.</summary>
    /// <exception cref="ApiException">Nothing is served there.</exception>
    internal static RequestTarget Parse(ResourceCatalog catalog, string group, string version, ReadOnlySpan<string> rest)
    {
        string? home = null;
        if (rest.Length >= 3 && rest[0] == "namespaces" && catalog.TryFind(group, version, rest[2], out ApiResource? namespaced) && namespaced.Namespaced)
        {
            home = rest[1];
            rest = rest[2..];
        }

        if (rest.Length > 3 || !catalog.TryFind(group, version, rest[0], out ApiResource? resource))
            throw ApiException.NoSuchPath();
        string? name = rest.Length > 1 ? rest[1] : null;
        if (resource.Namespaced && home is null && name is not null)
            throw ApiException.NoSuchPath();
        return new RequestTarget(resource, home, name, rest.Length > 2 ? rest[2] : "");
    }
}
