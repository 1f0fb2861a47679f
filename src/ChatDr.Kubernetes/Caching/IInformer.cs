namespace ChatDr.Kubernetes.Caching;

/// <summary>Keeps one kind's cache in step with the server.</summary>
internal interface IInformer
{
    /// <summary>The kind, for logs and metrics.</summary>
    string Kind { get; }

    /// <summary>Completes when the cache holds everything that the first list had.</summary>
    Task Synced { get; }

    /// <summary>What went wrong last, while the cache is not in step; null when it is.</summary>
    string? Trouble { get; }

    /// <summary>Raised after <see cref="Trouble"/> has changed.</summary>
    event Action? TroubleChanged;

    /// <summary>Lists and watches until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
