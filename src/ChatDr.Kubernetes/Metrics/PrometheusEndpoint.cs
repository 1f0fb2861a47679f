using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Serves metrics to Prometheus.</summary>
public static class PrometheusEndpoint
{
    /// <summary>.NET's own: collections, pauses, threads, exceptions (learn.microsoft.com, "Built-in .NET runtime metrics").</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>
    /// Collects the instruments of <see cref="KubernetesMeter"/>, of <paramref name="meters"/>, of the process (<c>process_…</c>) and of the runtime
    /// (<c>dotnet_…</c>) from now on. Names without dots are taken as they are, so name yours as Prometheus does: <c>_total</c>, <c>_seconds</c>.
    /// </summary>
    public static IServiceCollection AddPrometheus(this IServiceCollection services, params IReadOnlyCollection<string> meters) => services
        .AddSingleton<ProcessMetrics>()
        .AddSingleton(provider =>
        {
            _ = provider.GetRequiredService<ProcessMetrics>();
            return new PrometheusCollector([KubernetesMeter.Name, RuntimeMeter, .. meters]);
        });

    /// <summary>Serves the text format 0.0.4 at <paramref name="path"/>. Needs <see cref="AddPrometheus"/>.</summary>
    public static IEndpointConventionBuilder MapPrometheus(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        var collector = endpoints.ServiceProvider.GetRequiredService<PrometheusCollector>();
        return endpoints.MapGet(path, () => Results.Text(collector.Render(), "text/plain; version=0.0.4; charset=utf-8"));
    }
}
