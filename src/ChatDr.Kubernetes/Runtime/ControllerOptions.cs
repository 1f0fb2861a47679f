namespace ChatDr.Kubernetes.Runtime;

/// <summary>How one controller runs.</summary>
public sealed record ControllerOptions
{
    /// <summary>The controller's name in logs and metrics; null for the kind in lower case.</summary>
    public string? Name { get; init; }

    /// <summary>How many keys are reconciled at once. Default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>
    /// How long one reconcile may take before it is cancelled and counts as failed; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. Default 10 min.
    /// </summary>
    public TimeSpan ReconcileTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How often every object is reconciled though nothing changed, give or take a tenth; null for never. Default 10 h, as controller-runtime's
    /// <c>SyncPeriod</c>: a net under mistakes. Who looks at things outside the cluster says how often by <see cref="ReconcileResult.After"/>.
    /// </summary>
    public TimeSpan? ResyncPeriod { get; init; } = TimeSpan.FromHours(10);
}
