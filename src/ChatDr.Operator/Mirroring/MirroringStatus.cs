using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.Operator.Mirroring;

/// <summary>Puts the driver's report and memory into the status, and reads the memory back.</summary>
internal static class MirroringStatus
{
    /// <summary>What an operator that has just started knows.</summary>
    public static MirroringMemory Memory(DatabaseMirroringStatus? status) => new()
    {
        Principal = status?.Principal ?? status?.FormerPrincipal ?? status?.LastFailover?.To,
        SequenceNumber = status?.SequenceNumber ?? 0,
        PrincipalLostSince = status?.PrincipalLostSince,
        Failover = status?.LastFailover is not { } last ? null : new MirrorFailover
        {
            From = last.From,
            To = last.To,
            Reason = last.Reason,
            LastSeenAt = last.LastSeenAt,
            DetectedAt = last.DetectedAt,
            CompletedAt = last.CompletedAt,
            OrderId = last.Order,
            Failure = last.Failure,
        },
    };

    public static DatabaseMirroringStatus Of(DatabaseMirroring mirroring, MirroringGoal goal, MirroringDecision decision, DateTimeOffset now)
    {
        var current = mirroring.Status ?? new DatabaseMirroringStatus();
        var (report, memory) = (decision.Report, decision.Memory);
        var conditions = new ConditionSet(current.Conditions, mirroring.Metadata.Generation, now);
        SetConditions(conditions, goal, report, decision.Actions.Count > 0);
        return current with
        {
            ObservedGeneration = mirroring.Metadata.Generation,
            Principal = report.Principal,
            FormerPrincipal = report.Principal is null ? memory.Principal : null,
            Mirror = report.Mirror,
            Technology = MirroringTechnology.AvailabilityGroup,
            Group = goal.Group,
            SequenceNumber = memory.SequenceNumber == 0 ? null : memory.SequenceNumber,
            PrincipalLostSince = memory.Principal is null ? null : memory.PrincipalLostSince,
            Databases = [.. report.Databases.Select(Database)],
            LastFailover = memory.Failover is { } failover ? Record(failover) : null,
            Conditions = conditions.ToList(),
        };
    }

    /// <summary>The status while the driver cannot run.</summary>
    public static DatabaseMirroringStatus Waiting(DatabaseMirroring mirroring, string reason, string message, bool stalled, DateTimeOffset now)
    {
        var current = mirroring.Status ?? new DatabaseMirroringStatus();
        var conditions = new ConditionSet(current.Conditions, mirroring.Metadata.Generation, now).False("Ready", reason, message);
        if (stalled)
        {
            conditions.True("Stalled", reason, message).Remove("Reconciling");
        }
        else
        {
            conditions.True("Reconciling", reason, message).Remove("Stalled");
        }

        Acknowledge(conditions, mirroring.Spec.Suspend);
        return current with { ObservedGeneration = mirroring.Metadata.Generation, Conditions = conditions.ToList() };
    }

    private static void SetConditions(ConditionSet conditions, MirroringGoal goal, MirroringReport report, bool acting)
    {
        conditions.Remove("Stalled");
        Acknowledge(conditions, goal.Suspend);
        SetReady(conditions, goal, report, acting);
        SetMirrored(conditions, goal, report);
        if (goal.Witness is { } witness)
        {
            conditions.Set("WitnessConnected", report.WitnessConnected == true, report.WitnessConnected == true ? "Connected" : "Disconnected",
                report.WitnessConnected == true
                    ? $"{witness.Name} is connected to the principal."
                    : $"{witness.Name} is not connected to a principal: an automatic failover may not be possible.");
        }
        else
        {
            conditions.Remove("WitnessConnected");
        }

        if (goal.Fence)
        {
            conditions.Set("Fenced", report.Fenced, report.Fenced ? "NoPrincipal" : "Pending",
                report.Fenced
                    ? "Every partner was seen and none is principal."
                    : "Not every partner has been seen to be no principal; one that returns is demoted at first contact.");
        }
        else
        {
            conditions.Remove("Fenced");
        }
    }

    private static void Acknowledge(ConditionSet conditions, bool suspended)
    {
        if (suspended)
        {
            conditions.True("Suspended", "AsSpecified", "Nothing is changed, and no change is in flight.");
        }
        else
        {
            conditions.Remove("Suspended");
        }
    }

    private static void SetReady(ConditionSet conditions, MirroringGoal goal, MirroringReport report, bool acting)
    {
        if (goal.Fence)
        {
            conditions.False("Ready", "Fenced", "Another site serves the databases.").Remove("Reconciling");
        }
        else if (report.Serving && report.Principal is { } principal)
        {
            conditions.True("Ready", "Serving", $"{principal} serves {(goal.Databases.Count == 0 ? "no database yet" : string.Join(", ", goal.Databases))}.")
                .Remove("Reconciling");
        }
        else
        {
            var reason = (report.Blocked, report.Principal) switch
            {
                (not null, null) => "FailoverBlocked",
                (not null, _) => "Blocked",
                (null, null) => "NoPrincipal",
                _ => "Building",
            };
            var message = report.Blocked ?? (report.Principal is null ? "A partner is being made principal." : "Databases are being taken into the group.");
            conditions.False("Ready", reason, message);
            if (acting || report.Blocked is null)
            {
                conditions.True("Reconciling", reason, message);
            }
            else
            {
                conditions.Remove("Reconciling");
            }
        }
    }

    private static void SetMirrored(ConditionSet conditions, MirroringGoal goal, MirroringReport report)
    {
        if (goal.Partners.Count == 1)
        {
            conditions.False("Mirrored", "NoMirror", "There is one partner: the site has a single copy.");
        }
        else if (report.Mirrored)
        {
            conditions.True("Mirrored", "Synchronized", $"{report.Mirror} has every acknowledged write.");
        }
        else
        {
            var behind = report.Databases.Where(database => database.State != MirroringState.Synchronized)
                .Select(database => $"{database.Name} is {database.State}");
            conditions.False(
                "Mirrored",
                "NotSynchronized",
                report.Blocked
                    ?? (report.Principal is null ? "There is no principal." : string.Join("; ", behind.DefaultIfEmpty("The mirror has not joined.")) + "."));
        }
    }

    private static MirroredDatabaseStatus Database(MirroredDatabase database) => new()
    {
        Name = database.Name,
        State = database.State.ToString(),
        // Of a synchronised mirror the queues only flicker; they tell something while it catches up.
        SendQueueKilobytes = database.State == MirroringState.Synchronized ? null : database.SendQueue,
        RedoQueueKilobytes = database.State == MirroringState.Synchronized ? null : database.RedoQueue,
    };

    private static MirrorFailoverRecord Record(MirrorFailover failover) => new()
    {
        From = failover.From,
        To = failover.To,
        Reason = failover.Reason,
        LastSeenAt = failover.LastSeenAt,
        DetectedAt = failover.DetectedAt,
        CompletedAt = failover.CompletedAt,
        Order = failover.OrderId,
        Failure = failover.Failure,
    };
}
