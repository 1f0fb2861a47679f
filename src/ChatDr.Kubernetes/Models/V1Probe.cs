namespace ChatDr.Kubernetes.Models;

/// <summary>A periodic check of a container; one action is set.</summary>
public sealed record V1Probe
{
    /// <summary>Runs a command; 0 is success.</summary>
    public V1ExecAction? Exec { get; init; }

    /// <summary>Asks over HTTP; 200-399 is success.</summary>
    public V1HTTPGetAction? HttpGet { get; init; }

    /// <summary>Connects; accepted is success.</summary>
    public V1TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Seconds before the first check.</summary>
    public int? InitialDelaySeconds { get; init; }

    /// <summary>Seconds between checks.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Seconds a check may take.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Successes in a row that count as success.</summary>
    public int? SuccessThreshold { get; init; }

    /// <summary>Failures in a row that count as failure.</summary>
    public int? FailureThreshold { get; init; }
}
