namespace ChatDr.Kubernetes.Models;

/// <summary>A key and the file it becomes.</summary>
public sealed record V1KeyToPath
{
    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>The file, relative to the mount.</summary>
    public string? Path { get; init; }

    /// <summary>The file's permission bits.</summary>
    public int? Mode { get; init; }
}
