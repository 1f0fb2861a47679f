namespace ChatDr.Kubernetes.Models;

/// <summary>One address of a node.</summary>
public sealed record V1NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>Hostname</c> and so on.</summary>
    public string? Type { get; init; }

    /// <summary>The address.</summary>
    public string? Address { get; init; }
}
