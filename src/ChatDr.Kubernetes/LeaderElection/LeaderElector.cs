using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.LeaderElection;

/// <summary>
/// Runs work while this replica holds a Lease. Whether another's lease has run out is judged by how long this process has seen it unchanged, on a monotonic
/// clock, never by the times in it: clocks differ. Every attempt is bound by the time left, so that none can renew after leadership was given up.
/// </summary>
internal sealed partial class LeaderElector
{
    private static readonly TimeSpan ToleratedPastLease = TimeSpan.FromSeconds(20);
    private readonly IKubernetesClient _client;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaderElector> _logger;
    private readonly NamespacedName _name;
    private V1Lease? _held;
    private V1LeaseSpec? _observed;
    private long _observedAt;
    private long _renewedAt;
    private bool _isLeader;

    public LeaderElector(IKubernetesClient client, LeaderElectionOptions options, TimeProvider time, ILogger<LeaderElector> logger)
    {
        options.Validate();
        _client = client;
        _options = options;
        _time = time;
        _logger = logger;
        _name = new NamespacedName(options.Namespace, options.LeaseName);
        LeaderElectionMetrics.IsLeader(options.LeaseName, false);
    }

    /// <summary>
    /// Whether work may start now. False as soon as the renewal is overdue, even before the loss was acted on: a process that was stopped and continued
    /// sees that here before its timers have run.
    /// </summary>
    public bool MayWork => Volatile.Read(ref _isLeader) && _time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < _options.RenewDeadline;

    /// <summary>
    /// Whether this replica still takes itself for the leader long after its lease has run out, as controller-runtime's <c>HealthzAdaptor</c> asks: what should
    /// have ended it hangs.
    /// </summary>
    public bool IsPastLease =>
        Volatile.Read(ref _isLeader) && _time.GetElapsedTime(Volatile.Read(ref _renewedAt)) > _options.LeaseDuration + ToleratedPastLease;

    /// <summary>
    /// Waits for the lease, runs <paramref name="lead"/> while holding it, and gives it back when that ends. The token that <paramref name="lead"/> gets is
    /// cancelled when the lease is lost; <paramref name="cancellationToken"/> ends the waiting, and is <paramref name="lead"/>'s own affair afterwards.
    /// </summary>
    /// <exception cref="LeadershipLostException">The lease could not be kept; the work was cancelled.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        LogWaiting(_logger, _name, _options.Identity);
        while (!await AttemptAsync(_options.RenewDeadline, cancellationToken))
        {
            await Task.Delay(Jittered(_options.RetryPeriod), _time, cancellationToken);
        }

        LogLeading(_logger, _name, _options.Identity);
        SetLeader(true);
        using var lost = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var renewal = RenewAsync(over.Token);
        var work = lead(lost.Token);
        if (await Task.WhenAny(work, renewal) == renewal)
        {
            SetLeader(false);
            LogLost(_logger, _name, _options.Identity);
            await lost.CancelAsync();
            await LeaveAsync(work);
            await renewal;
            throw new LeadershipLostException(
                $"Lease {_name} could not be renewed within {_options.RenewDeadline.TotalSeconds:0.#} s, or it is no longer this process's.");
        }

        await over.CancelAsync();
        await renewal;
        SetLeader(false);
        await ReleaseAsync();
        await work;
    }

    /// <summary>Renews until told to end, or until the lease is lost.</summary>
    private async Task RenewAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.RetryPeriod, _time, over);
                var left = _options.RenewDeadline - _time.GetElapsedTime(_renewedAt);
                if (left <= TimeSpan.Zero || (!await AttemptAsync(left, over) && !IsOurs) || _time.GetElapsedTime(_renewedAt) >= _options.RenewDeadline)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    /// <summary>
    /// Waits for the cancelled work to end, but not for longer than others wait for the lease: what does not listen ends with the process, and may write
    /// nothing until then (<see cref="Leadership"/>).
    /// </summary>
    private async Task LeaveAsync(Task work)
    {
        await work.WaitAsync(_options.LeaseDuration - _options.RenewDeadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted)
        {
            LogLeft(_logger, _name);
        }
    }

    private bool IsOurs => _observed?.HolderIdentity == _options.Identity;

    /// <summary>One try to take or renew the lease within <paramref name="limit"/>. A failure of the API server is a failed try, no more.</summary>
    private async Task<bool> AttemptAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);

        // The lease holds from before the request: it may have been stored long before its answer came.
        var asked = _time.GetTimestamp();
        try
        {
            if (!await RenewUnreadAsync(either.Token) && !await TakeOrRenewAsync(either.Token))
            {
                return false;
            }

            Volatile.Write(ref _renewedAt, asked);
            return true;
        }
        catch (KubernetesApiException refused)
        {
            LogAttemptFailed(_logger, _name, refused.Message);
        }
        catch (HttpRequestException unreachable)
        {
            LogAttemptFailed(_logger, _name, unreachable.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogAttemptFailed(_logger, _name, $"no answer within {limit.TotalSeconds:0.#} s");
        }

        return false;
    }

    /// <summary>
    /// client-go's fast path: a leader renews the lease as it was last stored, at that revision, without reading it first. Whoever wrote it since has made
    /// another revision of it, and only reading tells more.
    /// </summary>
    private async Task<bool> RenewUnreadAsync(CancellationToken cancellationToken)
    {
        if (!_isLeader || _held?.Spec is not { } spec)
        {
            return false;
        }

        var now = _time.GetUtcNow();
        try
        {
            Hold(await _client.ReplaceAsync(_held with { Spec = Claim(spec, spec.AcquireTime ?? now, now, spec.LeaseTransitions ?? 0) }, cancellationToken));
            return true;
        }
        catch (KubernetesApiException refused)
        {
            LeaderElectionMetrics.TookSlowPath(_options.LeaseName);
            LogAttemptFailed(_logger, _name, refused.Message);
            return false;
        }
    }

    private async Task<bool> TakeOrRenewAsync(CancellationToken cancellationToken)
    {
        var lease = await _client.GetAsync<V1Lease>(_name, cancellationToken);
        var now = _time.GetUtcNow();
        if (_isLeader && lease?.Spec?.HolderIdentity != _options.Identity)
        {
            // Free or gone, another may have led meanwhile: what this process has begun since is no longer its own to finish.
            Observe(lease?.Spec);
            return false;
        }

        if (lease is null)
        {
            var first = new V1Lease { Metadata = new() { Namespace = _name.Namespace, Name = _name.Name }, Spec = Claim(new(), now, now, 0) };
            Hold(await _client.CreateAsync(first, cancellationToken));
            return true;
        }

        Observe(lease.Spec);
        var mine = lease.Spec?.HolderIdentity == _options.Identity;
        if (!mine && !IsFree(lease.Spec))
        {
            return false;
        }

        var transitions = (lease.Spec?.LeaseTransitions ?? 0) + (mine ? 0 : 1);
        var spec = Claim(lease.Spec ?? new(), mine ? lease.Spec?.AcquireTime ?? now : now, now, transitions);
        Hold(await _client.ReplaceAsync(lease with { Spec = spec }, cancellationToken));
        return true;
    }

    private V1LeaseSpec Claim(V1LeaseSpec former, DateTimeOffset acquired, DateTimeOffset renewed, int transitions) => former with
    {
        HolderIdentity = _options.Identity,
        LeaseDurationSeconds = (int)_options.LeaseDuration.TotalSeconds,
        AcquireTime = acquired,
        RenewTime = renewed,
        LeaseTransitions = transitions,
    };

    private void Hold(V1Lease stored)
    {
        _held = stored;
        Observe(stored.Spec);
    }

    private void Observe(V1LeaseSpec? spec)
    {
        if (spec != _observed)
        {
            _observed = spec;
            _observedAt = _time.GetTimestamp();
        }
    }

    private bool IsFree(V1LeaseSpec? spec)
    {
        if (string.IsNullOrEmpty(spec?.HolderIdentity))
        {
            return true;
        }

        var duration = spec.LeaseDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _options.LeaseDuration;
        return _time.GetElapsedTime(_observedAt) >= duration;
    }

    /// <summary>Leaves the lease free, so that the next replica need not wait it out. Only after all work has ended.</summary>
    private async Task ReleaseAsync()
    {
        using var deadline = new CancellationTokenSource(_options.RenewDeadline, _time);
        try
        {
            var lease = await _client.GetAsync<V1Lease>(_name, deadline.Token);
            if (lease?.Spec?.HolderIdentity == _options.Identity)
            {
                var now = _time.GetUtcNow();
                var free = Claim(lease.Spec, now, now, lease.Spec.LeaseTransitions ?? 0) with { HolderIdentity = "", LeaseDurationSeconds = 1 };
                await _client.ReplaceAsync(lease with { Spec = free }, deadline.Token);
                LogReleased(_logger, _name);
            }
        }
        catch (Exception unreleased) when (unreleased is KubernetesApiException or HttpRequestException or OperationCanceledException)
        {
            LogNotReleased(_logger, _name, unreleased.Message);
        }
    }

    private void SetLeader(bool leads)
    {
        Volatile.Write(ref _isLeader, leads);
        LeaderElectionMetrics.IsLeader(_options.LeaseName, leads);
    }

    private static TimeSpan Jittered(TimeSpan period) => period * (1 + (Random.Shared.NextDouble() * 0.2));

    [LoggerMessage(300, LogLevel.Information, "Waiting for lease {Lease} as {Identity}")]
    private static partial void LogWaiting(ILogger logger, NamespacedName lease, string identity);

    [LoggerMessage(301, LogLevel.Information, "Leading: lease {Lease} is held by {Identity}")]
    private static partial void LogLeading(ILogger logger, NamespacedName lease, string identity);

    [LoggerMessage(302, LogLevel.Error, "Lease {Lease} is lost by {Identity}: work stops")]
    private static partial void LogLost(ILogger logger, NamespacedName lease, string identity);

    [LoggerMessage(306, LogLevel.Error, "Lease {Lease} is lost and work does not end though it is cancelled: it is left to the end of the process")]
    private static partial void LogLeft(ILogger logger, NamespacedName lease);

    [LoggerMessage(303, LogLevel.Warning, "Lease {Lease}: a try to take or renew it failed: {Trouble}")]
    private static partial void LogAttemptFailed(ILogger logger, NamespacedName lease, string trouble);

    [LoggerMessage(304, LogLevel.Information, "Lease {Lease} is released")]
    private static partial void LogReleased(ILogger logger, NamespacedName lease);

    [LoggerMessage(305, LogLevel.Warning, "Lease {Lease} could not be released and has to run out: {Trouble}")]
    private static partial void LogNotReleased(ILogger logger, NamespacedName lease, string trouble);
}
