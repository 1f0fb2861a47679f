namespace ChatDr.SqlServer.Shipping;

/// <summary>
/// Decides what log shipping does next. Pure and total. The chain rules are those of RESTORE LOG (docs/sql-server-facts.md C4); S3 and S5 are decided here:
/// no log is ever skipped, and a copy is overwritten only when everything in it is elsewhere.
/// </summary>
public static class ShippingDecider
{
    /// <summary>The next actions and the state of affairs.</summary>
    public static ShippingDecision Decide(ShippingObservation seen, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now)
    {
        var backup = Backup(seen.Source, goal, memory, now);
        var restore = Restore(seen, goal, memory, now);
        return restore with { Actions = [.. backup, .. restore.Actions] };
    }

    private static IEnumerable<ShippingAction> Backup(ShippedCopy? source, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now)
    {
        if (source is not { IsOnline: true })
        {
            yield break;
        }

        if (source.LastLogBackupLsn is not { } next)
        {
            yield return new(ShippingActionKind.StartChain);
        }
        else if (memory.LastBackedUpAt is not { } last || now - last >= goal.BackupInterval || last > now)
        {
            yield return new(ShippingActionKind.BackupLog, new(goal.Database, next, now, LogBackupKind.Log));
        }
    }

    private static ShippingDecision Restore(ShippingObservation seen, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now) => seen switch
    {
        { Target: null } => Unhealthy("TargetUnavailable", "The target instance cannot be reached; log backups wait on the share."),
        { Target: { IsRestoring: false } or { InGroup: true } } when seen.Target != ShippedCopy.Absent => TakeOut(seen, goal),
        { FencedGroupIsLed: true } =>
            Unhealthy("Salvaged", "The stale copy's tail is saved; its group gives the primary role up.", new(ShippingActionKind.Demote)),
        { Source: null or { IsOnline: false } } => SourceAway(seen, goal, memory, now),
        { Source.LastLogBackupLsn: null } => Unhealthy("ChainNotStarted", "A full backup starts the log chain."),
        _ when seen.Target == ShippedCopy.Absent =>
            Unhealthy("Seeding", "The target is seeded from a full backup of the source.", new(ShippingActionKind.Seed)),
        _ => Follow(seen, goal, memory, now),
    };

    /// <summary>The target holds a copy that is online or in a group: it once served. Its tail is saved before anything is overwritten.</summary>
    private static ShippingDecision TakeOut(ShippingObservation seen, ShippingGoal goal)
    {
        if (goal.SalvageFrom is not { } group)
        {
            return Unhealthy("TargetNotRestoring",
                $"{goal.Database} on the target is {seen.Target!.State}{(seen.Target.InGroup ? " in an availability group" : "")}, so it takes no logs. "
                    + "It is left alone until its site is fenced; if it holds nothing you need, drop it.");
        }

        return goal.MayReseed
            ? Unhealthy("Salvaging", $"The stale copy is taken out of {group} and its tail is saved to the share.", new(ShippingActionKind.Salvage))
            : Unhealthy(
                "ReseedForbidden",
                $"{goal.Database} on the target is stale and spec.reseed is Never: save what you need, drop it there, and it will be seeded.");
    }

    private static ShippingDecision SourceAway(ShippingObservation seen, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now)
    {
        var next = Next(seen, goal, memory, now);
        return Unhealthy(
            "SourceUnavailable",
            "No principal serves the database at the source, so no log is backed up.",
            next is null ? null : new(ShippingActionKind.RestoreLog, next.Name))
            with
        { Waiting = Waiting(seen) };
    }

    private static ShippingDecision Follow(ShippingObservation seen, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now)
    {
        var (source, target) = (seen.Source!, seen.Target!);
        if (!source.Contains(target))
        {
            return Diverged(seen, goal);
        }

        if (Next(seen, goal, memory, now) is { } next)
        {
            return Healthy(seen, new(ShippingActionKind.RestoreLog, next.Name));
        }

        return Missing(seen) is { } gap ? Broken(seen, goal, gap) : Healthy(seen);
    }

    private static LogBackupFile? Next(ShippingObservation seen, ShippingGoal goal, ShippingMemory memory, DateTimeOffset now) =>
        memory.LastRestoreRunAt is { } last && last <= now && now - last < goal.RestoreInterval
            ? null
            : Continuing(seen).FirstOrDefault(file => now - file.Name.StartedAt >= goal.RestoreDelay);

    private static IEnumerable<LogBackupFile> Continuing(ShippingObservation seen) =>
        seen.Target is { RedoStartLsn: { } redo, Fork: { } fork }
            ? seen.Files.Where(file => file.Name.Kind != LogBackupKind.Salvage && file.Continues(redo, fork))
            : [];

    /// <summary>The range that nothing on the share covers: the source has backed it up, yet no file continues the target.</summary>
    private static string? Missing(ShippingObservation seen)
    {
        var redo = seen.Target!.RedoStartLsn!.Value;
        if (Continuing(seen).Any() || seen.Source!.LastLogBackupLsn is not { } backedUp || backedUp <= redo)
        {
            return null;
        }

        var end = seen.Names
            .Where(name => name.Kind != LogBackupKind.Salvage && name.FirstLsn > redo)
            .Select(name => name.FirstLsn)
            .DefaultIfEmpty(backedUp)
            .Min();
        return $"{redo} to {end}";
    }

    /// <summary>A gap. The target's copy is part of the source's history, so a new seed loses nothing.</summary>
    private static ShippingDecision Broken(ShippingObservation seen, ShippingGoal goal, string gap)
    {
        var unreadable = string.Join("; ", seen.Unreadable.Select(file => $"{file.Key}: {file.Value}"));
        var message = $"No readable log backup on the share covers LSN {gap}{(unreadable.Length > 0 ? $" ({unreadable})" : "")}.";
        return (goal.MayReseed
            ? Unhealthy("GapInLogChain", message + " The target is seeded anew.", new(ShippingActionKind.Reseed))
            : Unhealthy("GapInLogChain", message + " Bring the file back, or drop the target's copy to have it seeded anew: spec.reseed is Never."))
            with
        { MissingLsnRange = gap, Waiting = Waiting(seen) };
    }

    /// <summary>The target holds log of another fork. It may be overwritten only when that log was saved (S3).</summary>
    private static ShippingDecision Diverged(ShippingObservation seen, ShippingGoal goal)
    {
        var (redo, fork) = (seen.Target!.RedoStartLsn, seen.Target.Fork);
        var saved = seen.Files.FirstOrDefault(file => file.Fork == fork && file.LastLsn >= redo);
        var where = $"The target stands at LSN {redo} of recovery fork {fork}, which the source left";
        if (saved is null)
        {
            return Unhealthy(
                "TargetDiverged",
                $"{where}, and no file on the share holds that log. It is not overwritten. "
                    + $"If you do not need it, drop {goal.Database} on the target and it will be seeded.");
        }

        return goal.MayReseed
            ? Unhealthy("TargetDiverged", $"{where}. That log is saved in {saved.Name.FileName}; the target is seeded anew.", new(ShippingActionKind.Reseed))
            : Unhealthy(
                "TargetDiverged",
                $"{where}. That log is saved in {saved.Name.FileName}, but spec.reseed is Never: drop {goal.Database} on the target to have it seeded.");
    }

    private static int Waiting(ShippingObservation seen) =>
        seen.Target?.RedoStartLsn is { } redo ? seen.Names.Count(name => name.Kind != LogBackupKind.Salvage && name.FirstLsn >= redo) : 0;

    private static ShippingDecision Healthy(ShippingObservation seen, ShippingAction? action = null) => new()
    {
        Healthy = true,
        Reason = "Shipping",
        Message = "Log backups are restored on the target as they come.",
        Actions = action is null ? [] : [action],
        Waiting = Waiting(seen),
    };

    private static ShippingDecision Unhealthy(string reason, string message, ShippingAction? action = null) => new()
    {
        Reason = reason,
        Message = message,
        Actions = action is null ? [] : [action],
    };
}
