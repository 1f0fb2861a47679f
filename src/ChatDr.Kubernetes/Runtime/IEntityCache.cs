using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>What an informer knows of one kind: a view that trails the server by a moment. Objects are immutable.</summary>
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
}
