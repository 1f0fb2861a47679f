namespace ChatDr.Kubernetes.Models;

/// <summary>Details of a rolling update.</summary>
public sealed record V1RollingUpdateDeployment
{
    /// <summary>How many pods more than wanted, as a number or percentage.</summary>
    public IntOrString? MaxSurge { get; init; }

    /// <summary>How many pods fewer than wanted, as a number or percentage.</summary>
    public IntOrString? MaxUnavailable { get; init; }
}
