namespace ChatDr.Kubernetes.Models;

/// <summary>A kind, or a subresource of one, that a server serves.</summary>
public sealed record V1APIResource
{
    /// <summary>The plural, such as <c>pods</c>, or plural and subresource, such as <c>pods/eviction</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The kind of what is sent and answered.</summary>
    public string? Kind { get; init; }

    /// <summary>The API group of <see cref="Kind"/>, where it is not the one that was asked for.</summary>
    public string? Group { get; init; }

    /// <summary>The version of <see cref="Kind"/>, where it is not the one that was asked for.</summary>
    public string? Version { get; init; }

    /// <summary>Whether objects live in a namespace.</summary>
    public bool? Namespaced { get; init; }

    /// <summary>What can be done, such as <c>list</c>.</summary>
    public IReadOnlyList<string>? Verbs { get; init; }
}
