namespace ChatDr.Kubernetes.Models;

/// <summary>The key of an object within its kind. Cluster-scoped objects have an empty namespace.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The name.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The key of <paramref name="entity"/>.</summary>
    public static NamespacedName Of(IKubernetesObject entity) => new(entity.Metadata.Namespace ?? "", entity.Metadata.Name ?? "");

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
