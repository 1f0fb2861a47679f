namespace ChatDr.Kubernetes.Models;

/// <summary>A field of the pod itself.</summary>
public sealed record V1ObjectFieldSelector
{
    /// <summary>The version in which the path is written; <c>v1</c> when absent.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Such as <c>metadata.name</c> or <c>status.podIP</c>.</summary>
    public string? FieldPath { get; init; }
}
