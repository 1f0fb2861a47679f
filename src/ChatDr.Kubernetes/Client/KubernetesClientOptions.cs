namespace ChatDr.Kubernetes.Client;

/// <summary>How the client behaves towards the server.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Name and version under which the server knows the caller; the part before the slash is also the field manager of plain writes.</summary>
    public string UserAgent { get; init; } = "chatdr-kubernetes/0.1.0";

    /// <summary>How long one attempt may take until its answer is complete; for a watch, until it begins. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long past its own time limit a silent watch is believed to live. Default 30 s.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an HTTP/2 connection may be silent before it is asked for a sign of life. Default 30 s, as client-go.</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the sign of life may take before the connection, and every watch on it, is given up. Default 15 s, as client-go.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Called right before each attempt to send what is no mere read; what it throws is the call's outcome, and nothing is sent. The runtime keeps a process
    /// that may no longer lead from writing by it. Default none.
    /// </summary>
    public Action? BeforeWrite { get; init; }

    /// <summary>How often a request is repeated when the server asks for it by Retry-After. Default 10, as client-go.</summary>
    public int MaxRetries { get; init; } = 10;
}
