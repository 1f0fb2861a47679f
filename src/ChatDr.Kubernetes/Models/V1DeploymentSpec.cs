namespace ChatDr.Kubernetes.Models;

/// <summary>The wanted pods.</summary>
public sealed record V1DeploymentSpec
{
    /// <summary>How many pods.</summary>
    public int? Replicas { get; init; }

    /// <summary>Which pods belong to it; immutable.</summary>
    public V1LabelSelector? Selector { get; init; }

    /// <summary>The pods.</summary>
    public V1PodTemplateSpec? Template { get; init; }

    /// <summary>How a changed template reaches the pods.</summary>
    public V1DeploymentStrategy? Strategy { get; init; }

    /// <summary>How long a pod must be ready to count as available.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>How many old revisions are kept.</summary>
    public int? RevisionHistoryLimit { get; init; }

    /// <summary>After how long without progress it counts as failed.</summary>
    public int? ProgressDeadlineSeconds { get; init; }

    /// <summary>Whether changes wait.</summary>
    public bool? Paused { get; init; }
}
