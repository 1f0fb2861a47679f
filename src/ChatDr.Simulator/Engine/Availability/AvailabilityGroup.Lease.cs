namespace ChatDr.Simulator.Engine.Availability;

/// <summary>WRITE_LEASE_VALIDITY.</summary>
internal sealed partial class AvailabilityGroup
{
    private readonly long _clockStart;
    private WriteLease? _lease;
    private ITimer? _leaseTimer;

    /// <summary>write_lease_remaining_ticks: what is left of the lease, in units of 100 ns; null when the group has none.</summary>
    public long? WriteLeaseRemaining => Configuration.WriteLeaseValidity is null ? null : _lease?.Remaining(Clock).Ticks ?? 0;

    private TimeSpan Clock => _instance.Time.GetElapsedTime(_clockStart);

    /// <summary>SET (WRITE_LEASE_VALIDITY = n), on any replica: a cluster manager renews the target's before it fails over.</summary>
    /// <exception cref="SqlErrorException">47116: the group was created without; 47117: no valid time; 47119: it would end earlier than it does.</exception>
    internal void RenewLease(int seconds)
    {
        if (Configuration.WriteLeaseValidity is null)
        {
            throw new SqlErrorException(
                47116, 16, 1, $"The external lease cannot be set on availability group '{Configuration.Name}': it was created without WRITE_LEASE_VALIDITY.");
        }

        if (seconds <= 0)
        {
            throw new SqlErrorException(
                47117, 16, 1, $"WRITE_LEASE_VALIDITY needs a valid time to renew the external write lease of availability group '{Configuration.Name}'.");
        }

        lock (_gate)
        {
            _lease = (_lease ?? default).Renew(Clock, TimeSpan.FromSeconds(seconds))
                ?? throw new SqlErrorException(47119, 16, 1,
                    $"The write lease of availability group '{Configuration.Name}' is still valid, and cannot be set to end earlier than it does.");
        }

        ApplyLease();

        // One that had just run out was renewed before anybody saw it; commits that were held meanwhile go on.
        RefreshParticipants();
    }

    /// <summary>A new primary begins with the lease that was renewed on it before, or with the group's.</summary>
    private void BeginLease()
    {
        if (Configuration.WriteLeaseValidity is { } seconds)
        {
            lock (_gate)
            {
                if (_lease?.IsValid(Clock) != true)
                {
                    _lease = new WriteLease(Clock + TimeSpan.FromSeconds(seconds));
                }
            }
        }

        ApplyLease();
    }

    private void ApplyLease()
    {
        lock (_gate)
        {
            _leaseTimer?.Dispose();
            _leaseTimer = _lease is { } lease && Role == ReplicaRole.Primary && Configuration.WriteLeaseValidity is not null
                ? _instance.Time.CreateTimer(_ => ExpireLease(), null, lease.Remaining(Clock), Timeout.InfiniteTimeSpan)
                : null;
        }
    }

    private bool MayWrite() => Configuration.WriteLeaseValidity is null || _lease?.IsValid(Clock) == true;

    private void ExpireLease()
    {
        if (Role != ReplicaRole.Primary)
        {
            return;
        }

        if (MayWrite())
        {
            ApplyLease();
            return;
        }

        _instance.ErrorLog.Write(19407, 16, 1,
            $"The external write lease of availability group '{Configuration.Name}' has expired: nobody renewed it. The local replica goes offline.");
        TakeOffline();
    }
}
