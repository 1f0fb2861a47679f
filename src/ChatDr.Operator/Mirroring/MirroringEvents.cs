using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.Operator.Mirroring;

/// <summary>Tells people what changed between two passes: one event for each change, none for a state that lasts.</summary>
internal static class MirroringEvents
{
    /// <summary>What the new status says that the old did not.</summary>
    public static IEnumerable<(EventType Type, string Reason, string Message)> Changes(DatabaseMirroringStatus? before, DatabaseMirroringStatus after)
    {
        if (before?.PrincipalLostSince is null && after.PrincipalLostSince is not null)
        {
            yield return (EventType.Warning, "PrincipalLost", $"No partner serves; {before?.Principal ?? "the principal"} was the principal.");
        }

        if (after.LastFailover is { } failover && failover != before?.LastFailover)
        {
            foreach (var change in Failover(before?.LastFailover, failover))
            {
                yield return change;
            }
        }

        if (Turned(before, after, "Mirrored", "True") is { } mirrored)
        {
            yield return (EventType.Normal, "MirrorSynchronized", mirrored);
        }

        if (Turned(before, after, "Fenced", "True") is { } fenced)
        {
            yield return (EventType.Normal, "Fenced", fenced);
        }

        var blocked = after.Conditions.FirstOrDefault(condition => condition is { Type: "Ready", Reason: "FailoverBlocked" or "Blocked" });
        if (blocked is not null && before?.Conditions.Any(condition => condition.Type == "Ready" && condition.Message == blocked.Message) != true)
        {
            yield return (EventType.Warning, blocked.Reason, blocked.Message);
        }
    }

    /// <summary>What actions did that a person should know.</summary>
    public static (EventType Type, string Reason, string Message)? Done(MirroringGoal goal, MirroringAction action) => action.Kind switch
    {
        MirroringActionKind.CreateDatabase => (EventType.Normal, "DatabaseCreated", $"Created database {action.Database} on {action.Member}."),
        MirroringActionKind.CreateGroup => (EventType.Normal, "GroupCreated", $"Created availability group {goal.Group} on {action.Member}."),
        MirroringActionKind.DropStaleCopy => (EventType.Normal, "StaleCopyDropped", $"Dropped the copy of {action.Database} on {action.Member}: {action.Why}"),
        MirroringActionKind.TakeOffline when goal.Partners.Any(partner => partner.Name == action.Member) =>
            (EventType.Warning, "Demoted", $"{action.Member}: {action.Why}"),
        _ => null,
    };

    private static IEnumerable<(EventType Type, string Reason, string Message)> Failover(MirrorFailoverRecord? before, MirrorFailoverRecord after)
    {
        if (before is null || before.DetectedAt != after.DetectedAt || before.Order != after.Order)
        {
            yield return after.From == after.To
                ? (EventType.Normal, "PromotionStarted", $"{after.To} becomes principal again ({after.Reason}).")
                : (EventType.Warning, "MirrorFailoverStarted", $"From {after.From} to {after.To} ({after.Reason}).");
        }

        if (after.CompletedAt is { } completed)
        {
            var took = after.LastSeenAt is { } seen && after.From != after.To
                ? $" {(completed - seen).TotalSeconds:0.0} s after {after.From} was last seen"
                : "";
            yield return (EventType.Normal, after.From == after.To ? "PromotionCompleted" : "MirrorFailoverCompleted", $"{after.To} serves{took}.");
        }

        if (after.Failure is { } failure)
        {
            yield return (EventType.Warning, "MirrorFailoverFailed", failure);
        }
    }

    private static string? Turned(DatabaseMirroringStatus? before, DatabaseMirroringStatus after, string type, string status)
    {
        var now = after.Conditions.FirstOrDefault(condition => condition.Type == type && condition.Status == status);
        return now is not null && before?.Conditions.Any(condition => condition.Type == type && condition.Status == status) != true ? now.Message : null;
    }
}
