namespace ChatDr.Kubernetes.Client;

/// <summary>Which part of a container's log to read.</summary>
public sealed record PodLogOptions
{
    /// <summary>The container; null where the pod has only one.</summary>
    public string? Container { get; init; }

    /// <summary>Whether the stream goes on with what is written from now on, until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>So many lines from the end; null for all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only what was written since; null for all.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>The log of the container's run before this one.</summary>
    public bool Previous { get; init; }

    /// <summary>Whether each line starts with its time (RFC 3339 with nanoseconds).</summary>
    public bool Timestamps { get; init; }
}
