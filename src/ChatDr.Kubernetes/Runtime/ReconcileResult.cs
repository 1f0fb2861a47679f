namespace ChatDr.Kubernetes.Runtime;

/// <summary>What a reconcile asks for next.</summary>
/// <param name="RequeueAfter">Run again after this time even if nothing changes; null: only when something changes.</param>
public readonly record struct ReconcileResult(TimeSpan? RequeueAfter)
{
    /// <summary>Nothing more to do until something changes.</summary>
    public static ReconcileResult Done => new(null);

    /// <summary>Run again after <paramref name="delay"/>.</summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay);
}
