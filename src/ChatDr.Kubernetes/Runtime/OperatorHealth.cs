using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>The endpoints that a kubelet probes.</summary>
public static class OperatorHealth
{
    /// <summary>The tag of health checks that answer to <c>/healthz</c>: failing means restart.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of health checks that answer to <c>/readyz</c>: failing means wait.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Serves <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static IEndpointRouteBuilder MapOperatorHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        endpoints.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
        return endpoints;
    }
}
