using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>How informers fare. A last-event time that stands still while objects change tells of a silent watch.</summary>
internal static class InformerMetrics
{
    private static readonly Counter<long> Lists = KubernetesMeter.Instance.CreateCounter<long>(
        "reflector_list_total", description: "Number of lists done, partitioned by kind.");

    private static readonly Counter<long> Restarts = KubernetesMeter.Instance.CreateCounter<long>(
        "reflector_watch_restarts_total", description: "Number of watches that ended, partitioned by kind and reason.");

    private static readonly Gauge<double> LastEvent = KubernetesMeter.Instance.CreateGauge<double>(
        "reflector_last_event_timestamp_seconds", description: "Unix time of the last watch event or bookmark, partitioned by kind.");

    /// <summary>Has the series of <paramref name="kind"/> stand there at zero: one that appears with its first trouble hides that from rate().</summary>
    public static void Known(string kind)
    {
        Lists.Add(0, new KeyValuePair<string, object?>("kind", kind));
        foreach (var reason in (ReadOnlySpan<string>)["closed", "expired", "short", "refused", "broken"])
        {
            Restarts.Add(0, new TagList { { "kind", kind }, { "reason", reason } });
        }
    }

    public static void Listed(string kind) => Lists.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public static void WatchEnded(string kind, string reason) => Restarts.Add(1, new TagList { { "kind", kind }, { "reason", reason } });

    public static void Told(string kind, DateTimeOffset now) =>
        LastEvent.Record(now.ToUnixTimeMilliseconds() / 1000.0, new KeyValuePair<string, object?>("kind", kind));
}
