using System.Diagnostics.Metrics;
using ChatDr.Kubernetes.Metrics;

namespace ChatDr.Kubernetes.Tests.Metrics;

public sealed class PrometheusCollectorTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid():N}");
    private readonly PrometheusCollector _collector;

    public PrometheusCollectorTests() => _collector = new([_meter.Name]);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Render_EveryKindOfInstrument_IsTheTextFormat()
    {
        var counter = _meter.CreateCounter<long>("c_total", description: "Counts\nthings.");
        counter.Add(2, new("b", "x\"y\\z\n"), new("a", 1));
        counter.Add(3, new("a", 1), new("b", "x\"y\\z\n"));
        _meter.CreateGauge<double>("g").Record(1.5);
        var histogram = _meter.CreateHistogram("h_seconds", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        histogram.Record(0.5);
        histogram.Record(0.7);
        histogram.Record(9);

        _collector.Render().ShouldBe(
            """
            # HELP c_total Counts\nthings.
            # TYPE c_total counter
            c_total{a="1",b="x\"y\\z\n"} 5
            # TYPE g gauge
            g 1.5
            # TYPE h_seconds histogram
            h_seconds_bucket{le="0.5"} 1
            h_seconds_bucket{le="1"} 2
            h_seconds_bucket{le="+Inf"} 3
            h_seconds_sum 10.2
            h_seconds_count 3

            """);
    }

    [Fact]
    public void Render_ObservableSeriesNoLongerReported_IsGone()
    {
        var names = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("o", () => names.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        _collector.Render().ShouldContain("o{name=\"b\"} 1");

        names.Remove("b");

        _collector.Render().ShouldNotContain("name=\"b\"");
    }
}
