using System.Diagnostics.Metrics;
using ChatDr.Kubernetes.Metrics;
using Microsoft.Extensions.DependencyInjection;

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
            # HELP metrics_dropped_total Number of measurements dropped because their metric has too many series.
            # TYPE metrics_dropped_total counter
            metrics_dropped_total 0

            """);
    }

    [Fact]
    public void Render_DottedNames_AreOpenTelemetrysInPrometheusWords()
    {
        _meter.CreateCounter<long>("dotnet.gc.collections", unit: "{collection}").Add(1, new KeyValuePair<string, object?>("gc.heap.generation", "gen0"));
        _meter.CreateCounter<double>("dotnet.gc.pause.time", unit: "s").Add(0.5);
        _meter.CreateUpDownCounter<long>("dotnet.process.memory.working_set", unit: "By").Add(7);

        var text = _collector.Render();

        text.ShouldContain("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"} 1\n");
        text.ShouldContain("dotnet_gc_pause_time_seconds_total 0.5\n");
        text.ShouldContain("dotnet_process_memory_working_set_bytes 7\n");
    }

    [Fact]
    public void Render_LabelsWithoutBound_AreCapped_AndCounted()
    {
        var counter = _meter.CreateCounter<long>("c_total");
        for (var i = 0; i < 2005; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        var text = _collector.Render();

        text.Split('\n').Count(line => line.StartsWith("c_total{", StringComparison.Ordinal)).ShouldBe(2000);
        text.ShouldContain("metrics_dropped_total 5\n");
    }

    [Fact]
    public async Task Prometheus_OfAHost_TellsOfProcessAndRuntime()
    {
        await using var services = new ServiceCollection().AddPrometheus().BuildServiceProvider();

        var text = services.GetRequiredService<PrometheusCollector>().Render();

        string[] onLinux = OperatingSystem.IsLinux() ? ["process_open_fds"] : [];
        string[] everywhere = ["process_cpu_seconds_total", "process_start_time_seconds", "process_resident_memory_bytes", "process_virtual_memory_bytes"];
        foreach (var name in (string[])[.. everywhere, .. onLinux])
        {
            text.Split('\n').Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).ShouldHaveSingleItem();
        }

        text.ShouldContain("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"} ");
        text.ShouldContain("dotnet_gc_pause_time_seconds_total ");
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
