using System.Globalization;
using ChatDr.Api;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Shipping;

/// <summary>Turns passes into the status of a LogShipping. Pure.</summary>
internal static class ShippingStatus
{
    /// <summary>The status while nothing may be done.</summary>
    public static LogShippingStatus Suspended(LogShipping shipping, DateTimeOffset now)
    {
        var conditions = new ConditionSet(shipping.Status?.Conditions ?? [], shipping.Metadata.Generation, now)
            .True("Suspended", "AsSpecified", "Nothing is backed up or restored, and nothing is in flight.")
            .False("LogShippingHealthy", "Suspended", "Log shipping is suspended.")
            .False("Ready", "Suspended", "Log shipping is suspended.")
            .Remove("Reconciling");
        return (shipping.Status ?? new LogShippingStatus()) with { ObservedGeneration = shipping.Metadata.Generation, Conditions = conditions.ToList() };
    }

    /// <summary>The status after a pass over every database.</summary>
    public static LogShippingStatus Of(LogShipping shipping, string? source, IReadOnlyDictionary<string, ShippingPass> passes, DateTimeOffset now)
    {
        var current = shipping.Status ?? new LogShippingStatus();
        var databases = passes.Select(pass => Database(shipping, pass.Key, pass.Value, now)).ToList();
        var conditions = new ConditionSet(current.Conditions, shipping.Metadata.Generation, now).Remove("Suspended");
        var (healthy, reason, message) = Health(shipping, passes, databases, now);
        conditions.Set("LogShippingHealthy", healthy, reason, message).Set("Ready", healthy, reason, message);
        if (healthy)
        {
            conditions.Remove("Reconciling");
        }
        else
        {
            conditions.True("Reconciling", reason, message);
        }

        var broken = passes.Values.FirstOrDefault(pass => pass.Decision.Reason is "GapInLogChain" or "TargetDiverged")?.Decision;
        conditions.Set("LogChainIntact", broken is null, broken?.Reason ?? "Intact", broken?.Message ?? "Every log backup continues the one before.");
        return current with
        {
            ObservedGeneration = shipping.Metadata.Generation,
            Source = source,
            Databases = databases,
            Conditions = conditions.ToList(),
        };
    }

    private static ShippedDatabaseStatus Database(LogShipping shipping, string name, ShippingPass pass, DateTimeOffset now)
    {
        var before = shipping.Status?.Databases.FirstOrDefault(database => database.Name == name);
        var backup = pass.Done.LastOrDefault(action => action.Kind == ShippingActionKind.BackupLog)?.File;
        var restored = pass.Done.LastOrDefault(action => action.Kind == ShippingActionKind.RestoreLog)?.File;
        var lastBackup = backup?.StartedAt ?? before?.LastBackedUpTime;
        return new ShippedDatabaseStatus
        {
            Name = name,
            LastBackupFile = backup?.FileName ?? before?.LastBackupFile,
            LastBackedUpLsn = Lsn(pass.Seen.Source?.LastLogBackupLsn) ?? before?.LastBackedUpLsn,
            LastBackedUpTime = lastBackup,
            LastRestoredLsn = Lsn(pass.Seen.Target?.RedoStartLsn) ?? before?.LastRestoredLsn,
            LastRestoredTime = restored?.StartedAt ?? before?.LastRestoredTime,
            WaitingBackups = pass.Decision.Waiting,
            EstimatedDataLoss = lastBackup is { } at ? Loss(now - at, shipping.Spec.Schedule.BackupInterval.Value, before) : null,
            MissingLsnRange = pass.Decision.MissingLsnRange,
        };
    }

    /// <summary>
    /// Whole seconds; the backup interval while backups come in time, for that much is lost at worst, and once they are late said anew when it has grown a good
    /// deal: a status that ticks would be written for ever.
    /// </summary>
    private static string Loss(TimeSpan age, TimeSpan interval, ShippedDatabaseStatus? before)
    {
        if (age <= interval)
        {
            return Duration.FromSeconds(Math.Ceiling(interval.TotalSeconds)).ToString();
        }

        var seconds = Math.Ceiling(age.TotalSeconds);
        return before?.EstimatedDataLoss is { } said && Duration.Parse(said).Value.TotalSeconds is var known && seconds <= known * 2 && seconds >= known / 2
            ? said
            : Duration.FromSeconds(seconds).ToString();
    }

    private static (bool Healthy, string Reason, string Message) Health(
        LogShipping shipping, IReadOnlyDictionary<string, ShippingPass> passes, List<ShippedDatabaseStatus> databases, DateTimeOffset now)
    {
        foreach (var (database, pass) in passes)
        {
            if (pass.Failure is { } failure)
            {
                return (false, "StatementFailed", $"{database}: {failure}");
            }

            if (!pass.Decision.Healthy)
            {
                return (false, pass.Decision.Reason, $"{database}: {pass.Decision.Message}");
            }
        }

        var schedule = shipping.Spec.Schedule;
        foreach (var database in databases)
        {
            if (database.LastBackedUpTime is { } backedUp && now - backedUp > schedule.BackupAlertAfter.Value)
            {
                return (
                    false,
                    "BackupOverdue",
                    $"{database.Name}: the last log backup was made at {backedUp:u}, longer ago than backupAlertAfter ({schedule.BackupAlertAfter}).");
            }

            if (database.LastRestoredTime is not { } restored)
            {
                return (false, "NothingRestoredYet", $"{database.Name}: the target waits for its first log backup.");
            }

            if (now - restored > schedule.RestoreAlertAfter.Value)
            {
                return (
                    false,
                    "RestoreOverdue",
                    $"{database.Name}: the target's data is as of {restored:u}, longer ago than restoreAlertAfter ({schedule.RestoreAlertAfter}).");
            }
        }

        return (true, "Shipping", "Log backups are restored on the target as they come.");
    }

    private static string? Lsn(decimal? lsn) => lsn?.ToString(CultureInfo.InvariantCulture);
}
