using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>One controller's queue and reconciles, under controller-runtime's and client-go's names.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    private static readonly double[] ReconcileBuckets =
    [
        .005, .01, .025, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .6, .7, .8, .9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10,
        15, 20, 25, 30, 40, 50, 60,
    ];

    private static readonly double[] QueueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000];
    private static readonly Counter<long> Reconciles = Counter("controller_runtime_reconcile_total", "Total number of reconciliations per controller.");
    private static readonly Counter<long> Errors = Counter(
        "controller_runtime_reconcile_errors_total", "Total number of reconciliation errors per controller.");

    private static readonly Counter<long> Terminal = Counter(
        "controller_runtime_terminal_reconcile_errors_total", "Total number of terminal reconciliation errors per controller.");

    private static readonly Counter<long> Panics = Counter(
        "controller_runtime_reconcile_panics_total", "Total number of reconciliation panics per controller.");

    private static readonly Counter<long> Timeouts = Counter(
        "controller_runtime_reconcile_timeouts_total", "Total number of reconciliation timeouts per controller.");

    private static readonly Counter<long> Adds = Counter("workqueue_adds_total", "Total number of adds handled by workqueue.");
    private static readonly Counter<long> Retries = Counter("workqueue_retries_total", "Total number of retries handled by workqueue.");
    private static readonly Gauge<int> Workers = Gauge(
        "controller_runtime_max_concurrent_reconciles", "Maximum number of concurrent reconciles per controller.");

    private static readonly UpDownCounter<int> Active =
        KubernetesMeter.Instance.CreateUpDownCounter<int>("controller_runtime_active_workers", description: "Number of currently used workers per controller.");

    private static readonly Histogram<double> Time = Histogram(
        "controller_runtime_reconcile_time_seconds", "Length of time per reconciliation per controller.", ReconcileBuckets);

    private static readonly Histogram<double> Waited = Histogram(
        "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested.", QueueBuckets);

    private static readonly Histogram<double> Worked = Histogram(
        "workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes.", QueueBuckets);

    private readonly KeyValuePair<string, object?> _controller;
    private readonly TagList _queue;

    /// <summary>What is asked for at each scrape; it ends with the controller.</summary>
    private readonly Meter _observed = new(KubernetesMeter.Name);

    public ControllerMetrics(string controller, int workers, Func<int> depth, Func<IEnumerable<TimeSpan>> running)
    {
        _controller = new("controller", controller);
        _queue = new TagList { { "name", controller }, _controller };
        Workers.Record(workers, _controller);
        Active.Add(0, _controller);

        Observe("workqueue_depth", "Current depth of workqueue.", () => depth());
        Observe(
            "workqueue_unfinished_work_seconds",
            "How many seconds of work has been done that is in progress and hasn't been observed by work_duration.",
            () => running().Sum(time => time.TotalSeconds));
        Observe(
            "workqueue_longest_running_processor_seconds",
            "How many seconds has the longest running processor for workqueue been running.",
            () => running().Select(time => time.TotalSeconds).DefaultIfEmpty().Max());

        // A series that appears with its first error hides that error from rate().
        foreach (var counter in (ReadOnlySpan<Counter<long>>)[Errors, Terminal, Panics, Timeouts])
        {
            counter.Add(0, _controller);
        }

        Adds.Add(0, _queue);
        Retries.Add(0, _queue);
        foreach (var result in (ReadOnlySpan<string>)["success", "error", "requeue", "requeue_after"])
        {
            Reconciles.Add(0, _controller, new("result", result));
        }
    }

    public void Dispose() => _observed.Dispose();

    public void Added() => Adds.Add(1, _queue);

    public void Retried() => Retries.Add(1, _queue);

    public void Started(TimeSpan waited)
    {
        Waited.Record(waited.TotalSeconds, _queue);
        Active.Add(1, _controller);
    }

    public void Ended(string result, TimeSpan took)
    {
        Active.Add(-1, _controller);
        Time.Record(took.TotalSeconds, _controller);
        Worked.Record(took.TotalSeconds, _queue);
        Reconciles.Add(1, _controller, new("result", result));
        if (result == "error")
        {
            Errors.Add(1, _controller);
        }
    }

    public void Terminated() => Terminal.Add(1, _controller);

    public void Panicked() => Panics.Add(1, _controller);

    public void TimedOut() => Timeouts.Add(1, _controller);

    private void Observe(string name, string description, Func<double> value) =>
        _observed.CreateObservableGauge(name, () => new Measurement<double>(value(), _queue), description: description);

    private static Counter<long> Counter(string name, string description) => KubernetesMeter.Instance.CreateCounter<long>(name, description: description);

    private static Gauge<int> Gauge(string name, string description) => KubernetesMeter.Instance.CreateGauge<int>(name, description: description);

    private static Histogram<double> Histogram(string name, string description, double[] buckets) =>
        KubernetesMeter.Instance.CreateHistogram(name, description: description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
