namespace ChatDr.Kubernetes.Client;

/// <summary>How to delete or evict.</summary>
public sealed record DeleteOptions
{
    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Seconds of grace; 0 deletes at once; null for the kind's default.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Delete only the object with this UID (409 otherwise).</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only at this revision (409 otherwise).</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Whether the server goes through everything and deletes nothing: <c>dryRun=All</c>.</summary>
    public bool DryRun { get; init; }
}
