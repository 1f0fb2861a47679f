namespace ChatDr.Kubernetes.Models;

/// <summary>A condition on one label.</summary>
public sealed record V1LabelSelectorRequirement
{
    /// <summary>The label.</summary>
    public string? Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>For In and NotIn.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
