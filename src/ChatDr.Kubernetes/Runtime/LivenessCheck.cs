using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Unhealthy when a reconcile has been running for so long that it must hang: a restart is the cure.</summary>
internal sealed class LivenessCheck(IEnumerable<IController> controllers, OperatorOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = controllers.Where(controller => controller.LongestRunning > options.StuckAfter).Select(controller => controller.Name).ToList();
        return Task.FromResult(stuck.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"A reconcile of {string.Join(", ", stuck)} has been running for more than {options.StuckAfter}."));
    }
}
