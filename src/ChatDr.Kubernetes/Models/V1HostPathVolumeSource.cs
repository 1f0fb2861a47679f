namespace ChatDr.Kubernetes.Models;

/// <summary>A folder of the node as a volume.</summary>
public sealed record V1HostPathVolumeSource
{
    /// <summary>The path on the node.</summary>
    public string? Path { get; init; }

    /// <summary>What must be there, such as <c>DirectoryOrCreate</c>.</summary>
    public string? Type { get; init; }
}
