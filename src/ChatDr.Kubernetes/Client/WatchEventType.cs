namespace ChatDr.Kubernetes.Client;

/// <summary>What a watch frame tells.</summary>
public enum WatchEventType
{
    /// <summary>An object is there.</summary>
    Added,

    /// <summary>An object changed.</summary>
    Modified,

    /// <summary>An object went.</summary>
    Deleted,

    /// <summary>Nothing changed up to this revision.</summary>
    Bookmark,
}
