using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Serves metrics to Prometheus.</summary>
public static class PrometheusEndpoint
{
    /// <summary>
    /// Collects the instruments of <see cref="KubernetesMeter"/> and of <paramref name="meters"/> from now on. Their names are taken as they are, so name
    /// them as Prometheus does: no dots, <c>_total</c>, <c>_seconds</c>.
    /// </summary>
    public static IServiceCollection AddPrometheus(this IServiceCollection services, params IReadOnlyCollection<string> meters) =>
        services.AddSingleton(_ => new PrometheusCollector([KubernetesMeter.Name, .. meters]));

    /// <summary>Serves the text format 0.0.4 at <paramref name="path"/>. Needs <see cref="AddPrometheus"/>.</summary>
    public static IEndpointConventionBuilder MapPrometheus(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        var collector = endpoints.ServiceProvider.GetRequiredService<PrometheusCollector>();
        return endpoints.MapGet(path, () => Results.Text(collector.Render(), "text/plain; version=0.0.4; charset=utf-8"));
    }
}
