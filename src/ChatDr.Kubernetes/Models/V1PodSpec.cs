namespace ChatDr.Kubernetes.Models;

/// <summary>What a pod runs, and where.</summary>
public sealed record V1PodSpec
{
    /// <summary>The containers, keyed by name.</summary>
    public IReadOnlyList<V1Container>? Containers { get; init; }

    /// <summary>Containers that run to completion, one after another, before the others start.</summary>
    public IReadOnlyList<V1Container>? InitContainers { get; init; }

    /// <summary>What the containers may mount, keyed by name.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>The node it is bound to; set by the scheduler.</summary>
    public string? NodeName { get; init; }

    /// <summary>Labels that the node must bear.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Where it prefers to run, or must not.</summary>
    public V1Affinity? Affinity { get; init; }

    /// <summary>Taints of nodes it puts up with.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>How alike pods are spread over zones or nodes.</summary>
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }

    /// <summary>The identity under which it calls the API.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Whether that identity's token is mounted.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Whether variables for every Service are put into the environment.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>Credentials for the images' registry.</summary>
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>User, group and file system group of all containers.</summary>
    public V1PodSecurityContext? SecurityContext { get; init; }

    /// <summary>The pod's host name when it is not the pod's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>The headless Service under which the host name resolves.</summary>
    public string? Subdomain { get; init; }

    /// <summary>Whether the pod uses the node's network.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>How names are resolved, such as <c>ClusterFirst</c>.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary>How important the pod is for the scheduler.</summary>
    public string? PriorityClassName { get; init; }
}
