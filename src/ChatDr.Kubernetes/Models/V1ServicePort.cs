namespace ChatDr.Kubernetes.Models;

/// <summary>One port of a Service.</summary>
public sealed record V1ServicePort
{
    /// <summary>Its name; needed where there are several.</summary>
    public string? Name { get; init; }

    /// <summary><c>TCP</c> when absent.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is spoken over it.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>The Service's port.</summary>
    public int? Port { get; init; }

    /// <summary>The pods' port, by number or name.</summary>
    public IntOrString? TargetPort { get; init; }

    /// <summary>The nodes' port.</summary>
    public int? NodePort { get; init; }
}
