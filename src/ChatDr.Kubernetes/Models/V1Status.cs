namespace ChatDr.Kubernetes.Models;

/// <summary>What a server answers instead of an object: mostly, why it refused.</summary>
public sealed record V1Status
{
    /// <summary>Always <c>Status</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>For programs, such as <c>NotFound</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status that is meant.</summary>
    public int? Code { get; init; }

    /// <summary>What the reason is about.</summary>
    public V1StatusDetails? Details { get; init; }
}
