namespace ChatDr.Simulator.Hosting;

/// <summary>The faults that can be injected into a running instance. Each is switched on and off at any time, by any thread; all are off at first.</summary>
public sealed class SimulatorFaults
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _latched = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _health = [];
    private long _logWriteDelay;
    private long _backupWriteDelay;
    private volatile bool _isDiskFull;
    private volatile bool _isBackupDiskFull;
    private volatile TaskCompletionSource? _frozen;

    /// <summary>A slow disk: how long each write to a database's log takes longer. Commits that come meanwhile share the next write.</summary>
    public TimeSpan LogWriteDelay
    {
        get => new(Interlocked.Read(ref _logWriteDelay));
        set => Interlocked.Exchange(ref _logWriteDelay, value.Ticks);
    }

    /// <summary>A slow backup share: how long each write to a backup takes longer.</summary>
    public TimeSpan BackupWriteDelay
    {
        get => new(Interlocked.Read(ref _backupWriteDelay));
        set => Interlocked.Exchange(ref _backupWriteDelay, value.Ticks);
    }

    /// <summary>
    /// The volume of the instance's files takes nothing more: changes end with 9002, nothing of them is kept, and what is committed can still be read.
    /// </summary>
    public bool IsDiskFull
    {
        get => _isDiskFull;
        set => _isDiskFull = value;
    }

    /// <summary>The volume of the backups takes nothing more: BACKUP ends with 3202 and operating system error 112.</summary>
    public bool IsBackupDiskFull
    {
        get => _isBackupDiskFull;
        set => _isBackupDiskFull = value;
    }

    /// <summary>
    /// What sp_server_diagnostics says of a component (system, resource, query_processing, io_subsystem): 1 clean, 2 warning, 3 error; null for the truth.
    /// </summary>
    public void SetHealth(string component, int? state)
    {
        lock (_gate)
        {
            if (state is { } given)
            {
                _health[component] = given;
            }
            else
            {
                _health.Remove(component);
            }
        }
    }

    /// <summary>Whether the instance is as a process that hangs: it accepts connections and answers nothing, neither to clients nor to its partners.</summary>
    public bool IsFrozen => _frozen is not null;

    /// <summary>Lets the instance hang until <see cref="Unfreeze"/>.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _frozen ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets it go on from where it hung.</summary>
    public void Unfreeze()
    {
        lock (_gate)
        {
            var frozen = _frozen;
            _frozen = null;
            frozen?.TrySetResult();
        }
    }

    /// <summary>
    /// The latching 41104 of the field (docs/sql-server-facts.md A6): from now on SET (ROLE = SECONDARY) of the availability group fails here, however often it
    /// is repeated, until the mirroring endpoints on both sides, here and on the primary, were stopped and started.
    /// </summary>
    /// <param name="availabilityGroup">The group's name.</param>
    public void LatchRoleChange(string availabilityGroup)
    {
        lock (_gate)
        {
            _latched.Add(availabilityGroup);
        }
    }

    /// <summary>Whether the fault of <see cref="LatchRoleChange"/> is there.</summary>
    /// <param name="availabilityGroup">The group's name.</param>
    public bool IsRoleChangeLatched(string availabilityGroup)
    {
        lock (_gate)
        {
            return _latched.Contains(availabilityGroup);
        }
    }

    /// <summary>Ends the fault of <see cref="LatchRoleChange"/>, as the remedies do.</summary>
    /// <param name="availabilityGroup">The group's name.</param>
    public void UnlatchRoleChange(string availabilityGroup)
    {
        lock (_gate)
        {
            _latched.Remove(availabilityGroup);
        }
    }

    /// <summary>Ends every fault.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _latched.Clear();
            _health.Clear();
        }

        (LogWriteDelay, BackupWriteDelay, IsDiskFull, IsBackupDiskFull) = (default, default, false, false);
        Unfreeze();
    }

    /// <summary>What was set by <see cref="SetHealth"/>; null for nothing.</summary>
    internal int? HealthOf(string component)
    {
        lock (_gate)
        {
            return _health.TryGetValue(component, out var state) ? state : null;
        }
    }

    /// <summary>Returns at once unless the instance is frozen; then when it is no more.</summary>
    internal ValueTask WaitWhileFrozenAsync(CancellationToken cancellationToken) =>
        _frozen is { } frozen ? new(frozen.Task.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;

    /// <summary>What a write to a log meets before it begins: a hung process, a slow disk.</summary>
    internal ValueTask BeforeLogWriteAsync(TimeProvider time, CancellationToken cancellationToken) => BeforeWriteAsync(LogWriteDelay, time, cancellationToken);

    /// <summary>What a write to a backup meets: a hung process, a slow disk, a full disk.</summary>
    /// <exception cref="IOException">The disk is full; <see cref="DiskSpace.IsExhausted"/>.</exception>
    internal async ValueTask BeforeBackupWriteAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await BeforeWriteAsync(BackupWriteDelay, time, cancellationToken);
        if (IsBackupDiskFull)
        {
            throw DiskSpace.Exhausted();
        }
    }

    private ValueTask BeforeWriteAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? WaitWhileFrozenAsync(cancellationToken) : new(DelayedAsync(delay, time, cancellationToken));

    private async Task DelayedAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, time, cancellationToken);
        await WaitWhileFrozenAsync(cancellationToken);
    }
}
