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
}
