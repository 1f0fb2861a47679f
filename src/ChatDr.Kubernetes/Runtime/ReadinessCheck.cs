using ChatDr.Kubernetes.Caching;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Ready when every cache has been filled; a standby is ready too, for it follows the server.</summary>
internal sealed class ReadinessCheck(IEnumerable<IInformer> informers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = informers.Where(informer => !informer.Synced.IsCompletedSuccessfully).Select(informer => $"{informer.Kind}: {informer.Trouble}").ToList();
        return Task.FromResult(missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"Not in step with the server: {string.Join("; ", missing)}"));
    }
}
