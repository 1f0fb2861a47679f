namespace ChatDr.Kubernetes.Models;

/// <summary>How many pods may be evicted at once; one of the two bounds is set.</summary>
public sealed record V1PodDisruptionBudgetSpec
{
    /// <summary>The pods.</summary>
    public V1LabelSelector? Selector { get; init; }

    /// <summary>How many must stay, as a number or percentage.</summary>
    public IntOrString? MinAvailable { get; init; }

    /// <summary>How many may be missing, as a number or percentage.</summary>
    public IntOrString? MaxUnavailable { get; init; }
}
