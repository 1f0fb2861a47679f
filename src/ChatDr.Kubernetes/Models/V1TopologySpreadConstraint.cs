namespace ChatDr.Kubernetes.Models;

/// <summary>How alike pods are spread.</summary>
public sealed record V1TopologySpreadConstraint
{
    /// <summary>By how many pods places may differ.</summary>
    public int? MaxSkew { get; init; }

    /// <summary>The node label that names the place.</summary>
    public string? TopologyKey { get; init; }

    /// <summary><c>DoNotSchedule</c> or <c>ScheduleAnyway</c>.</summary>
    public string? WhenUnsatisfiable { get; init; }

    /// <summary>The alike pods.</summary>
    public V1LabelSelector? LabelSelector { get; init; }
}
