namespace ChatDr.Kubernetes.LeaderElection;

/// <summary>How replicas agree on who works, by a Lease. Defaults are client-go's; on clouds with slow API servers 60/40/5 s serve better.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The Lease's name.</summary>
    public required string LeaseName { get; init; }

    /// <summary>Who this replica is; unique per process. Default: host name and a random part.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid():N}";

    /// <summary>How long others wait before they take an unrenewed lease. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the leader tries to renew before it gives up. Less than <see cref="LeaseDuration"/>: the difference is the time to stop working.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long between tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Refuses numbers under which two replicas could work at once.</summary>
    /// <exception cref="ArgumentException">The numbers do not fit together.</exception>
    internal void Validate()
    {
        if (LeaseDuration <= RenewDeadline)
        {
            throw new ArgumentException($"LeaseDuration ({LeaseDuration}) has to be longer than RenewDeadline ({RenewDeadline}).");
        }

        if (RenewDeadline <= RetryPeriod * 1.2)
        {
            throw new ArgumentException($"RenewDeadline ({RenewDeadline}) has to be longer than 1.2 times RetryPeriod ({RetryPeriod}).");
        }

        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentException(
                $"LeaseDuration ({LeaseDuration}) has to be whole seconds, one at least: others wait for what the Lease states, and it states no parts.");
        }

        if (RetryPeriod <= TimeSpan.Zero)
        {
            throw new ArgumentException($"RetryPeriod ({RetryPeriod}) has to be longer than nothing.");
        }

        if (Namespace.Length == 0 || LeaseName.Length == 0 || Identity.Length == 0)
        {
            throw new ArgumentException("Namespace, LeaseName and Identity have to be said: a Lease without a holder's name is free to all.");
        }
    }
}
