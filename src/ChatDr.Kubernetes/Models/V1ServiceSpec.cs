namespace ChatDr.Kubernetes.Models;

/// <summary>Which pods a Service stands for, and how.</summary>
public sealed record V1ServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The address; <c>None</c> for a headless Service.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>The addresses, one per family.</summary>
    public IReadOnlyList<string>? ClusterIPs { get; init; }

    /// <summary>The DNS name that an ExternalName Service stands for.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Further addresses of nodes.</summary>
    public IReadOnlyList<string>? ExternalIPs { get; init; }

    /// <summary>Labels of the pods.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>The ports.</summary>
    public IReadOnlyList<V1ServicePort>? Ports { get; init; }

    /// <summary>Whether pods that are not ready are listed too.</summary>
    public bool? PublishNotReadyAddresses { get; init; }

    /// <summary><c>None</c> or <c>ClientIP</c>.</summary>
    public string? SessionAffinity { get; init; }
}
