namespace ChatDr.Kubernetes.Models;

/// <summary>Names an owner in the same namespace (or a cluster-scoped one).</summary>
public sealed record V1OwnerReference
{
    /// <summary>The owner's group and version.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The owner's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The owner's name.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's UID; another object of the same name is no owner.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether this owner is the managing controller; at most one is.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether foreground deletion of the owner waits for this object.</summary>
    public bool? BlockOwnerDeletion { get; init; }

    /// <summary>
    /// Names <paramref name="owner"/> as the managing controller of an object in <paramref name="childNamespace"/>, which goes when the owner goes.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The owner is not stored yet, or lives in another namespace: the garbage collector would take the child for an orphan and delete it.
    /// </exception>
    public static V1OwnerReference ControllerOf(IKubernetesObject owner, string? childNamespace)
    {
        var entity = KubernetesEntityAttribute.Of(owner.GetType());
        if (entity.Namespaced && owner.Metadata.Namespace != childNamespace)
        {
            throw new ArgumentException(
                $"{entity.Kind} {owner.Metadata.Namespace}/{owner.Metadata.Name} cannot own an object in namespace '{childNamespace}': "
                + "an owner has to be in the same one.",
                nameof(childNamespace));
        }

        return new()
        {
            ApiVersion = entity.GroupVersion,
            Kind = entity.Kind,
            Name = owner.Metadata.Name ?? throw NotStored(entity.Kind),
            Uid = owner.Metadata.Uid ?? throw NotStored(entity.Kind),
            Controller = true,
            BlockOwnerDeletion = true,
        };
    }

    private static ArgumentException NotStored(string kind) => new($"A {kind} that is not stored yet has no UID and can own nothing.");
}
