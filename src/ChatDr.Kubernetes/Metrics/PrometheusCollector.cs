using System.Diagnostics.Metrics;
using System.Text;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Listens to meters and keeps the current value of every series, for <see cref="Render"/> to write in Prometheus' text format.</summary>
internal sealed class PrometheusCollector : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public PrometheusCollector(IReadOnlyCollection<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, family) => Of(instrument, family).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, family) => Of(instrument, family).Record((double)value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>All series in text format 0.0.4. Observable instruments are asked now; those of their series that they no longer report are gone.</summary>
    public string Render()
    {
        MetricFamily[] families;
        lock (_gate)
        {
            families = [.. _families.Values];
        }

        foreach (var family in families)
        {
            family.BeginScrape();
        }

        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in families)
        {
            family.Write(text);
        }

        text.Append("# HELP metrics_dropped_total Number of measurements dropped because their metric has too many series.\n");
        text.Append("# TYPE metrics_dropped_total counter\n");
        PrometheusText.Sample(text, "metrics_dropped_total", "", families.Sum(family => family.Dropped));
        return text.ToString();
    }

    /// <summary>An instrument that is published during a scrape may be asked before it has been told what it belongs to.</summary>
    private MetricFamily Of(Instrument instrument, object? family) => family as MetricFamily ?? FamilyOf(instrument);

    private MetricFamily FamilyOf(Instrument instrument)
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
            {
                _families[instrument.Name] = family = MetricFamily.For(instrument);
            }

            return family;
        }
    }
}
