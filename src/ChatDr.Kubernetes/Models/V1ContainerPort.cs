namespace ChatDr.Kubernetes.Models;

/// <summary>A port that a container listens on.</summary>
public sealed record V1ContainerPort
{
    /// <summary>What Services may call it.</summary>
    public string? Name { get; init; }

    /// <summary>The number.</summary>
    public int? ContainerPort { get; init; }

    /// <summary><c>TCP</c> when absent.</summary>
    public string? Protocol { get; init; }
}
