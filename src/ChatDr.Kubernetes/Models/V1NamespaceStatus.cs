namespace ChatDr.Kubernetes.Models;

/// <summary>A namespace as observed.</summary>
public sealed record V1NamespaceStatus
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; init; }
}
