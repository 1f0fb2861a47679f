using System.Diagnostics.Metrics;
using System.Text;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>One metric with all its series.</summary>
internal abstract class MetricFamily(string name, string type, string? help)
{
    /// <summary>More series than this are not kept: some label has unbounded values, and memory matters more.</summary>
    private const int MaxSeries = 2000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>The metric's name.</summary>
    protected string Name { get; } = name;

    /// <summary>How many measurements found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether values come only when asked for, so that a series not reported is one that is no more.</summary>
    private bool IsObservable { get; init; }

    /// <summary>A family that fits <paramref name="instrument"/>.</summary>
    public static MetricFamily For(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var observable = instrument.IsObservable;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
        {
            return new HistogramFamily(PrometheusText.Name(instrument, isCounter: false), instrument.Description, HistogramFamily.BucketsOf(instrument));
        }

        var isCounter = kind is "Counter`1" or "ObservableCounter`1";
        return new ValueFamily(
            PrometheusText.Name(instrument, isCounter), isCounter ? "counter" : "gauge", instrument.Description, adds: kind is "Counter`1" or "UpDownCounter`1")
        {
            IsObservable = observable,
        };
    }

    /// <summary>Takes one measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    Dropped++;
                    return;
                }

                _series[labels] = series = Create();
            }

            series.Record(value);
        }
    }

    /// <summary>Forgets what an observable instrument reported last time.</summary>
    public void BeginScrape()
    {
        if (IsObservable)
        {
            lock (_gate)
            {
                _series.Clear();
            }
        }
    }

    /// <summary>Writes HELP, TYPE and all samples; nothing while there are none.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_series.Count == 0)
            {
                return;
            }

            if (!string.IsNullOrEmpty(help))
            {
                text.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusText.EscapeHelp(help)).Append('\n');
            }

            text.Append("# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');
            foreach (var (labels, series) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
            {
                series.Write(text, Name, labels);
            }
        }
    }

    /// <summary>An empty series.</summary>
    protected abstract Series Create();

    /// <summary>The measurements that share their labels.</summary>
    protected abstract class Series
    {
        public abstract void Record(double value);

        public abstract void Write(StringBuilder text, string name, string labels);
    }

    private sealed class ValueFamily(string name, string type, string? help, bool adds) : MetricFamily(name, type, help)
    {
        protected override Series Create() => new Value(adds);

        private sealed class Value(bool adds) : Series
        {
            private double _value;

            public override void Record(double value) => _value = adds ? _value + value : value;

            public override void Write(StringBuilder text, string name, string labels) => PrometheusText.Sample(text, name, labels, _value);
        }
    }

    private sealed class HistogramFamily(string name, string? help, IReadOnlyList<double> buckets) : MetricFamily(name, "histogram", help)
    {
        private static readonly double[] Fallback = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

        public static IReadOnlyList<double> BucketsOf(Instrument instrument) => instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } boundaries } => boundaries,
            Histogram<long> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
            Histogram<int> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
            _ => Fallback,
        };

        protected override Series Create() => new Distribution(buckets);

        private sealed class Distribution(IReadOnlyList<double> buckets) : Series
        {
            private readonly long[] _counts = new long[buckets.Count + 1];
            private double _sum;

            public override void Record(double value)
            {
                var bucket = 0;
                while (bucket < buckets.Count && value > buckets[bucket])
                {
                    bucket++;
                }

                _counts[bucket]++;
                _sum += value;
            }

            public override void Write(StringBuilder text, string name, string labels)
            {
                var count = 0L;
                for (var i = 0; i < _counts.Length; i++)
                {
                    count += _counts[i];
                    var limit = i < buckets.Count ? buckets[i] : double.PositiveInfinity;
                    PrometheusText.Sample(text, $"{name}_bucket", PrometheusText.With(labels, "le", PrometheusText.Number(limit)), count);
                }

                PrometheusText.Sample(text, $"{name}_sum", labels, _sum);
                PrometheusText.Sample(text, $"{name}_count", labels, count);
            }
        }
    }
}
