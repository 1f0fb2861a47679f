namespace ChatDr.Kubernetes.Models;

/// <summary>A filter of system calls.</summary>
public sealed record V1SeccompProfile
{
    /// <summary><c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost</c>.</summary>
    public string? Type { get; init; }
}
