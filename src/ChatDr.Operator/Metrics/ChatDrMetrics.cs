using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ChatDr.Api;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Metrics;

/// <summary>What the operator knows of its pools, for Prometheus: gauges as of the last pass, and counters of failovers.</summary>
internal sealed class ChatDrMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ChatDr.Operator";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<NamespacedName, StretchedChatPoolStatus> _pools = [];
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failovers;

    /// <summary>Makes the instruments.</summary>
    public ChatDrMetrics()
    {
        _duration = _meter.CreateHistogram(
            "chatdr_failover_duration_seconds",
            unit: null,
            "Time from an order to the first verified write.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800] });
        _failovers = _meter.CreateCounter<long>("chatdr_failovers_total", unit: null, "Orders that ended, by type, mode and result.");
        _meter.CreateObservableGauge(
            "chatdr_site_active", () => Sites((pool, site) => pool.ActiveSite == site.Name ? 1 : 0), unit: null, "1 for the site whose databases serve.");
        _meter.CreateObservableGauge(
            "chatdr_site_available", () => Sites((_, site) => site.Available ? 1 : 0), unit: null, "1 while a SQL Server partner of the site answers.");
        _meter.CreateObservableGauge("chatdr_fenced", () => Sites((_, site) => site.Fenced ? 1 : 0), unit: null, "1 while a site is barred from serving.");
        _meter.CreateObservableGauge(
            "chatdr_chat_servers_active", () => Sites((_, site) => site.ActiveChatServers), unit: null, "Chat servers that accept clients.");
        _meter.CreateObservableGauge("chatdr_role", Roles, unit: null, "1 for the instance that is principal of a database.");
        _meter.CreateObservableGauge(
            "chatdr_log_ship_last_backed_up_timestamp_seconds",
            () => Databases(database => Unix(database.LastBackedUpTime)),
            unit: null,
            "When the log was last backed up.");
        _meter.CreateObservableGauge(
            "chatdr_log_ship_last_restored_timestamp_seconds",
            () => Databases(database => Unix(database.LastRestoredTime)),
            unit: null,
            "When the log backup that was restored last was begun.");
        _meter.CreateObservableGauge(
            "chatdr_estimated_data_loss_seconds",
            () => Databases(database => Seconds(database.EstimatedDataLoss)),
            unit: null,
            "What the loss of the active site would cost now.");
    }

    /// <summary>Takes over what a pass found.</summary>
    public void Record(NamespacedName pool, StretchedChatPoolStatus status) => _pools[pool] = status;

    /// <summary>Drops a pool that is gone.</summary>
    public void Forget(NamespacedName pool) => _pools.TryRemove(pool, out _);

    /// <summary>Counts an order that ended.</summary>
    public void Ended(PoolFailoverSpec order, string phase, TimeSpan? recoveryTime)
    {
        KeyValuePair<string, object?>[] tags = [new("type", order.Type.ToString()), new("mode", order.Mode.ToString())];
        _failovers.Add(1, [.. tags, new("result", phase)]);
        if (recoveryTime is { } taken)
        {
            _duration.Record(taken.TotalSeconds, tags);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static double? Unix(DateTimeOffset? time) => time is { } at ? at.ToUnixTimeMilliseconds() / 1000.0 : null;

    private static double? Seconds(string? duration) => duration is null ? null : Duration.Parse(duration).Value.TotalSeconds;

    private IEnumerable<Measurement<int>> Sites(Func<StretchedChatPoolStatus, PoolSiteStatus, int> value) =>
        from pool in _pools
        from site in pool.Value.Sites
        select new Measurement<int>(value(pool.Value, site), new("namespace", pool.Key.Namespace), new("pool", pool.Key.Name), new("site", site.Name));

    private IEnumerable<Measurement<int>> Roles() =>
        from pool in _pools
        from database in pool.Value.Databases
        where database.Principal is not null
        select new Measurement<int>(
            1,
            new("namespace", pool.Key.Namespace),
            new("pool", pool.Key.Name),
            new("database", database.Name),
            new("instance", database.Principal),
            new("role", "principal"));

    private IEnumerable<Measurement<double>> Databases(Func<PoolDatabaseStatus, double?> value) =>
        from pool in _pools
        from database in pool.Value.Databases
        let measured = value(database)
        where measured is not null
        select new Measurement<double>(measured.Value, new("namespace", pool.Key.Namespace), new("pool", pool.Key.Name), new("database", database.Name));
}
