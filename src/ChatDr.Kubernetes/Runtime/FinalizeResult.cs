namespace ChatDr.Kubernetes.Runtime;

/// <summary>How far a clean-up has come.</summary>
/// <param name="IsDone">Whether the object may go.</param>
/// <param name="RequeueAfter">When to look again if it may not; null: when something changes.</param>
public readonly record struct FinalizeResult(bool IsDone, TimeSpan? RequeueAfter)
{
    /// <summary>Everything is cleaned up.</summary>
    public static FinalizeResult Done => new(true, null);

    /// <summary>Not yet; look again after <paramref name="delay"/>.</summary>
    public static FinalizeResult NotYet(TimeSpan delay) => new(false, delay);
}
