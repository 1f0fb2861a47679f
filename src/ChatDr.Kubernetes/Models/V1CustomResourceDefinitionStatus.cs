namespace ChatDr.Kubernetes.Models;

/// <summary>A definition as observed.</summary>
public sealed record V1CustomResourceDefinitionStatus
{
    /// <summary>Established, NamesAccepted.</summary>
    public IReadOnlyList<V1CustomResourceDefinitionCondition>? Conditions { get; init; }
}
