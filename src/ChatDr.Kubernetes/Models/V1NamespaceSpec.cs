namespace ChatDr.Kubernetes.Models;

/// <summary>What must happen before a namespace goes.</summary>
public sealed record V1NamespaceSpec
{
    /// <summary>Who still has to clean up.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}
