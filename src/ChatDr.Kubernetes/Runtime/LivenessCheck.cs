using ChatDr.Kubernetes.LeaderElection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Unhealthy when a reconcile has been running for so long that it must hang, or a lost lease has not ended the process: a restart is the cure.
/// </summary>
internal sealed class LivenessCheck(IEnumerable<IController> controllers, IEnumerable<LeaderElector> electors, OperatorOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (electors.Any(elector => elector.IsPastLease))
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The lease ran out, and the process has not ended."));
        }

        var stuck = controllers.Where(controller => controller.LongestRunning > options.StuckAfter).Select(controller => controller.Name).ToList();
        return Task.FromResult(stuck.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"A reconcile of {string.Join(", ", stuck)} has been running for more than {options.StuckAfter}."));
    }
}
