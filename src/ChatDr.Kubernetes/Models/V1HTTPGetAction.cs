namespace ChatDr.Kubernetes.Models;

/// <summary>An HTTP request to the container.</summary>
public sealed record V1HTTPGetAction
{
    /// <summary>The path.</summary>
    public string? Path { get; init; }

    /// <summary>The port's number or name.</summary>
    public IntOrString? Port { get; init; }

    /// <summary><c>HTTP</c> or <c>HTTPS</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>The host when it is not the pod.</summary>
    public string? Host { get; init; }
}
