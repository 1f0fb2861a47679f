using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Operator.Instances;

/// <summary>Puts a finding into an instance's status. What an instance said stays while it is silent.</summary>
internal static class InstanceStatus
{
    public static SqlServerInstanceStatus Of(SqlServerInstance instance, InstanceFinding finding, DateTimeOffset now)
    {
        var current = instance.Status ?? new SqlServerInstanceStatus();
        var conditions = new ConditionSet(current.Conditions, instance.Metadata.Generation, now);
        SetConditions(conditions, finding, current.ServerName is not null);
        var status = current with
        {
            ObservedGeneration = instance.Metadata.Generation,
            Address = finding.Endpoint is { } endpoint ? $"{endpoint.Host}:{endpoint.Port}" : current.Address,
            MirroringAddress = InstanceEndpoints.MirroringAddress(instance),
            Conditions = conditions.ToList(),
        };
        return finding.Identity is not { } identity ? status : status with
        {
            ServerName = identity.ServerName,
            Version = identity.Version,
            Edition = identity.Edition,
            Platform = identity.Platform,
            Simulated = identity.Simulated,
            StartedAt = identity.StartedAt,
            ApplicationLoginDisabled = finding.LoginDisabled,
        };
    }

    private static void SetConditions(ConditionSet conditions, InstanceFinding finding, bool wasSeen)
    {
        if (finding.Problem is { } problem)
        {
            conditions.False("Ready", problem.Reason, problem.Message).True("Stalled", problem.Reason, problem.Message).Remove("Reconciling");
        }
        else if (finding.Identity is { } identity)
        {
            var message = $"{identity.ServerName} serves as {identity.Edition} {identity.Version} "
                + $"on {identity.Platform}{(identity.Simulated ? ", simulated: it is no SQL Server" : "")}.";
            conditions.True("Ready", "Serving", message).Remove("Stalled").Remove("Reconciling");
        }
        else
        {
            var reason = wasSeen ? "Unreachable" : "Starting";
            conditions.False("Ready", reason, finding.Waiting ?? "").True("Reconciling", reason, finding.Waiting ?? "").Remove("Stalled");
        }
    }
}
