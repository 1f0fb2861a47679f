namespace ChatDr.Kubernetes.Models;

/// <summary>Metadata that every object carries. All members are optional so that an applied object claims only what it sets.</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Unique within kind and namespace; a DNS name.</summary>
    public string? Name { get; init; }

    /// <summary>A prefix from which the server makes a name when <see cref="Name"/> is absent.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace; absent on cluster-scoped objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>Unique in time and space; set by the server.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque revision for optimistic concurrency and watches. Never compare it by size.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts the changes of the desired state (the spec).</summary>
    public long? Generation { get; init; }

    /// <summary>When the server stored the object.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set once deletion was asked for while finalizers remain.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds that a graceful deletion may take.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Keys and values that selectors select on.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Keys and values that are not selected on.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Objects on which this one depends; it is collected when all are gone.</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Names of parties that must finish their clean-up before the object goes.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}
