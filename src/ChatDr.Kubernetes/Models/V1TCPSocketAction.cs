namespace ChatDr.Kubernetes.Models;

/// <summary>A connection to the container.</summary>
public sealed record V1TCPSocketAction
{
    /// <summary>The port's number or name.</summary>
    public IntOrString? Port { get; init; }

    /// <summary>The host when it is not the pod.</summary>
    public string? Host { get; init; }
}
