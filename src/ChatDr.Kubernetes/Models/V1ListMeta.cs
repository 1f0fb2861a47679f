namespace ChatDr.Kubernetes.Models;

/// <summary>Metadata of a list: the revision from which to watch, and where to go on.</summary>
public sealed record V1ListMeta
{
    /// <summary>The revision of the whole collection.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The token of the next page; absent or empty on the last.</summary>
    public string? Continue { get; init; }

    /// <summary>How many more objects there are, where the server says so.</summary>
    public long? RemainingItemCount { get; init; }
}
