namespace ChatDr.Kubernetes.Models;

/// <summary>Selects objects by label; all members must match.</summary>
public sealed record V1LabelSelector
{
    /// <summary>Labels and their values.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further conditions.</summary>
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }
}
