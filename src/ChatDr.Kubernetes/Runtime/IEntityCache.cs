using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// What an informer knows of one kind: a view that trails the server by a moment. Objects are shared by all readers and are not to be changed: members are
/// init-only and collections read-only, so change a copy (<c>entity with { … }</c>); bytes and JSON nodes inside, such as a Secret's data,
/// are copied by who changes them.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IEntityCache<T>
    where T : class, IKubernetesObject
{
    /// <summary>The object, or null.</summary>
    T? Get(NamespacedName name);

    /// <summary>All objects of a namespace; null or empty for all namespaces.</summary>
    IReadOnlyList<T> List(string? ns);

    /// <summary>Objects whose controller reference has this UID.</summary>
    IReadOnlyList<T> ControlledBy(string ownerUid);

    /// <summary>Objects that the index <paramref name="name"/> finds under <paramref name="key"/>: controller-runtime's <c>client.MatchingFields</c>.</summary>
    /// <exception cref="ArgumentException">No such index was declared by <see cref="OperatorBuilder.AddIndex{T}"/>.</exception>
    IReadOnlyList<T> ByIndex(string name, string key);
}
