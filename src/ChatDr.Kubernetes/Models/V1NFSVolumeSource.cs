namespace ChatDr.Kubernetes.Models;

/// <summary>An NFS export as a volume.</summary>
public sealed record V1NFSVolumeSource
{
    /// <summary>The server's name or address.</summary>
    public string? Server { get; init; }

    /// <summary>The exported path.</summary>
    public string? Path { get; init; }

    /// <summary>Whether it is mounted for reading only.</summary>
    public bool? ReadOnly { get; init; }
}
