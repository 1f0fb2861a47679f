using System.Globalization;
using ChatDr.Api;
using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Failover;
using ChatDr.SqlServer.Shipping;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Operator.Failovers;

/// <summary>
/// The next thing an order does: a pure function of its status and of what is. Intent is stored before it is acted on, and two decisions can never both be
/// stored: to recover the target, or to give the source back. That is what S1 and S4 rest on when the operator dies between any two statements.
/// </summary>
internal static class FailoverMachine
{
    /// <summary>How long a planned order stays in one step without any progress before it gives up. What it waits for takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Decides for an order that runs.</summary>
    public static FailoverDecision Next(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (seen.Pool is null)
        {
            return new(End(status, FailoverPhase.Failed, now, "The pool is gone."));
        }

        if (status.HasBegun(SiteStep.ReturnToSource))
        {
            return ReturnToSource(order, status, seen, now);
        }

        foreach (var step in FailoverSteps.Of(order.Spec.Type))
        {
            if (status.IsBehind(step) || (step == SiteStep.EstablishMirroring && status.HasBegun(step) && !status.IsBehind(SiteStep.VerifyWrite)))
            {
                continue;
            }

            if (!status.HasBegun(step))
            {
                return new(status.Begin(step, now, "Begun."));
            }

            // What is done is done, however long it took: patience ends a step that waits, not one that is finished.
            var decision = Run(order, status, step, seen, now);
            return MayGiveUp(order, status, step)
                && (order.Metadata.DeletionTimestamp is not null || (!decision.Status.IsBehind(step) && IsStuck(status, step, seen, now)))
                ? GiveUp(order, decision.Status, step, seen, now)
                : decision;
        }

        return new(End(status, FailoverPhase.Succeeded, now, $"{order.Spec.Target} serves."));
    }

    private static FailoverDecision Run(PoolFailover order, PoolFailoverStatus status, SiteStep step, FailoverSnapshot seen, DateTimeOffset now) => step switch
    {
        SiteStep.Gates => new(status.End(step, FailoverStepState.Done, now, "All passed.")),
        SiteStep.FenceSource => order.Spec.Mode == FailoverMode.Planned ? Suspend(status, seen, now) : Fence(status, seen, now),
        SiteStep.DeactivateChatServers => Verified(
            status, step, seen.NamedChatServers == 0 && seen.ReadyChatServers == 0, now,
            "No chat server is active.", $"{seen.ReadyChatServers} chat servers are still ready."),
        SiteStep.BackupTail => order.Spec.Mode == FailoverMode.Planned
            ? TakeTail(order, status, seen, now)
            : new(status.End(
                step, FailoverStepState.Skipped, now, "The source is barred from serving; its tail is saved to the share before its copy is replaced.")),
        SiteStep.StopLogShipping => Verified(
            status, step, seen.ShippingSuspended, now,
            "Nothing is backed up or restored by schedule.", "The log shipping has not acknowledged that it stands still."),
        SiteStep.CopyRemainingLogs => order.Spec.Mode == FailoverMode.Planned
            ? Verified(
                status, step, seen.Tail is not null, now,
                $"The target reads the share; the tail ends at LSN {seen.Tail?.LastLsn}.", "The target cannot read the tail.")
            : Verified(status, step, seen.Fact(status.TargetInstance).Answers, now, "The target reads the share.", "The target does not answer."),
        SiteStep.ApplyRemainingLogs => Apply(order, status, seen, now),
        SiteStep.RecoverDatabase => Recover(order, status, seen, now),
        SiteStep.SetPoolState => Verified(
            status, step, seen.Pool!.Status?.ActiveSite == order.Spec.Target, now,
            $"The pool's databases are those of {order.Spec.Target}.", "The pool has not changed its state yet."),
        SiteStep.EstablishMirroring => Remirror(status, seen, now),
        SiteStep.ActivateChatServers => Verified(
            status, step, seen.NamedChatServers > 0 && seen.ReadyChatServers >= seen.NamedChatServers, now,
            $"{seen.ReadyChatServers} chat servers are active.", $"{seen.ReadyChatServers} of {seen.NamedChatServers ?? 0} chat servers are ready."),
        SiteStep.VerifyWrite => Write(order, status, seen, now),
        SiteStep.Reprotect => Reprotect(order, status, seen, now),
        SiteStep.MirrorFailover => Verified(
            status, step, seen.Source?.Status?.Principal == order.Spec.Target, now,
            $"{order.Spec.Target} is principal.", "The partners have not changed roles yet."),
        SiteStep.ReturnToSource => ReturnToSource(order, status, seen, now),
        _ => throw new InvalidOperationException($"There is no step {step}."),
    };

    /// <summary>
    /// A planned order gives up anywhere before the point of no return, a forced one only when it is deleted there; afterwards it goes on until it is done.
    /// </summary>
    private static bool MayGiveUp(PoolFailover order, PoolFailoverStatus status, SiteStep step) =>
        (order.Spec.Mode == FailoverMode.Planned || order.Metadata.DeletionTimestamp is not null)
            && (step == SiteStep.MirrorFailover || (step < SiteStep.RecoverDatabase && !status.HasBegun(SiteStep.RecoverDatabase)));

    /// <summary>Restores that go forward are not stuck, however much there is to restore.</summary>
    private static bool IsStuck(PoolFailoverStatus status, SiteStep step, FailoverSnapshot seen, DateTimeOffset now) =>
        now - status.Find(step)!.Started > Patience && (seen.ProgressAt is not { } progress || now - progress > Patience);

    private static FailoverDecision GiveUp(PoolFailover order, PoolFailoverStatus status, SiteStep step, FailoverSnapshot seen, DateTimeOffset now)
    {
        var why = order.Metadata.DeletionTimestamp is not null ? "The order was deleted." : $"{status.Find(step)!.Message} {seen.Error}".Trim();
        var failed = status.End(step, FailoverStepState.Failed, now, why);
        return order.Spec.Type == FailoverType.Mirror
            ? new(End(failed, FailoverPhase.Aborted, now, $"{step}: {why}"))
            : new(failed.Begin(SiteStep.ReturnToSource, now, $"{step} stopped the order: {why}"));
    }

    private static FailoverDecision ReturnToSource(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        var why = status.Steps.LastOrDefault(step => step.State == FailoverStepState.Failed)?.Message ?? "It was given up.";
        if (seen.Pool?.Status?.Failover is { } other && other != order.Metadata.Name)
        {
            return new(End(
                status.End(SiteStep.ReturnToSource, FailoverStepState.Skipped, now, $"PoolFailover {other} took over."),
                FailoverPhase.Aborted,
                now,
                $"{why} PoolFailover {other} took over."));
        }

        var planned = order.Spec.Mode == FailoverMode.Planned;
        var partners = seen.Partners(seen.Source);
        var source = planned ? seen.Fact(status.SourceInstance) : partners.All(partner => partner.Answers)
            ? partners.MaxBy(partner => partner.Copy?.RedoStartLsn ?? 0)!
            : partners.First(partner => !partner.Answers);
        if ((planned && !status.HasBegun(SiteStep.BackupTail))
            || source.Copy is { IsOnline: true }
            || (!planned && partners.Any(partner => partner.Copy is { InGroup: true })))
        {
            return new(End(
                status.End(SiteStep.ReturnToSource, FailoverStepState.Done, now, "The source serves."),
                FailoverPhase.Aborted,
                now,
                $"{why} The source serves as before."));
        }

        return source.Copy is { IsRestoring: true, InGroup: false }
            ? Send(status, SiteStep.ReturnToSource, FailoverActionKind.Recover, source.Name, [BackupStatements.RecoverDatabase(Database(seen))])
            : new(status.Say(
                SiteStep.ReturnToSource,
                $"Waits for {source.Name}: {source.Problem ?? $"its copy is {source.Copy?.State}"}. If its site is lost, order mode Forced."));
    }

    private static FailoverDecision Suspend(PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        var done = FailoverSnapshot.IsSuspended(seen.Source) && FailoverSnapshot.IsSuspended(seen.Target) && seen.ShippingSuspended;
        var principal = seen.Source?.Status?.Principal ?? status.SourceInstance;
        return done
            ? new(status.End(SiteStep.FenceSource, FailoverStepState.Done, now, "Mirroring and log shipping stand still.") with { SourceInstance = principal })
            : new(status.Say(SiteStep.FenceSource, "Mirroring and log shipping have not all acknowledged that they stand still."));
    }

    private static FailoverDecision Fence(PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        var open = Unfenced(seen);
        if (seen.Source is not { Spec.Fence: true } || !seen.ShippingSuspended || open.Count > 0)
        {
            return new(status.Say(
                SiteStep.FenceSource,
                open.Count > 0 ? $"Waits for {string.Join(", ", open)} to give up serving." : "The fence is not ordered at every instance yet."));
        }

        var away = seen.Partners(seen.Source).Where(partner => !partner.Answers).Select(partner => partner.Name).ToList();
        return new(status.End(SiteStep.FenceSource, FailoverStepState.Done, now, away.Count > 0
            ? $"Pending: {string.Join(", ", away)} {(away.Count == 1 ? "is" : "are")} away and fenced at first contact."
            : "No partner of the source serves."));
    }

    /// <summary>The source's partners that answer and are not fenced: principal still, or open to the application.</summary>
    private static List<string> Unfenced(FailoverSnapshot seen) =>
        [.. seen.Partners(seen.Source)
            .Where(partner => partner.Answers
                && (partner.IsPrimary
                    || seen.Instances.FirstOrDefault(instance => instance.Metadata.Name == partner.Name)
                        is not { Spec.ApplicationLogin.Disabled: true, Status.ApplicationLoginDisabled: true }))
            .Select(partner => partner.Name)];

    private static FailoverDecision TakeTail(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        // They may have been silent for want of a principal only, which has come back since.
        if (seen.ReadyChatServers > 0)
        {
            return new(status.Say(SiteStep.BackupTail, $"{seen.ReadyChatServers} chat servers are ready again."));
        }

        var step = status.Find(SiteStep.BackupTail)!;
        var source = seen.Fact(status.SourceInstance);
        if (source.Copy is { IsRestoring: true, InGroup: false })
        {
            return new(status.End(SiteStep.BackupTail, FailoverStepState.Done, now, "The source is RESTORING; its last log is on the share."));
        }

        if (!source.Answers || source.Copy is not { IsOnline: true, LastLogBackupLsn: { } lsn } || (source.Copy.InGroup && !source.IsPrimary))
        {
            return new(status.Say(SiteStep.BackupTail, $"{source.Name} cannot give its tail: {source.Problem ?? source.Copy?.State ?? "no copy"}."));
        }

        var database = Database(seen);
        var name = new LogBackupName(database, lsn, step.Started ?? now, LogBackupKind.Tail, order.Metadata.Uid);
        List<SqlStatement> statements = source.Copy.InGroup ? [AvailabilityGroupStatements.RemoveDatabase(seen.Source!.Metadata.Name!, database)] : [];
        statements.Add(BackupStatements.BackupLog(database, $"{Folder(seen)}/{name.FileName}", new BackupOptions { NoRecovery = true }));
        return Send(status, SiteStep.BackupTail, FailoverActionKind.TakeTail, source.Name, statements);
    }

    private static FailoverDecision Apply(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        var target = seen.Fact(status.TargetInstance);
        var caughtUp = order.Spec.Mode == FailoverMode.Planned
            ? seen.Tail is { } tail && target.Copy?.RedoStartLsn >= tail.LastLsn
            : seen.NothingLeftToApply;
        if (target.Copy is { IsRestoring: true } && caughtUp)
        {
            var until = order.Spec.Mode == FailoverMode.Planned ? null : seen.RestoredUntil;
            return new(status.End(SiteStep.ApplyRemainingLogs, FailoverStepState.Done, now, $"The target stands at LSN {target.Copy.RedoStartLsn}.") with
            {
                DataAsOf = until,
            });
        }

        return !target.Answers
            ? new(status.Say(SiteStep.ApplyRemainingLogs, $"{target.Name} does not answer: {target.Problem}"))
            : new(
                status.Say(
                    SiteStep.ApplyRemainingLogs,
                    seen.Error ?? $"The target stands at LSN {target.Copy?.RedoStartLsn}, the tail ends at {seen.Tail?.LastLsn}."),
                FailoverActionKind.ApplyLogs,
                target.Name);
    }

    private static FailoverDecision Recover(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        var target = seen.Fact(status.TargetInstance);
        if (target.Copy is { IsOnline: true })
        {
            return new(status.End(SiteStep.RecoverDatabase, FailoverStepState.Done, now, $"{target.Name} is online."));
        }

        var open = order.Spec.Mode == FailoverMode.Forced
            ? Unfenced(seen)
            : [.. seen.Partners(seen.Source).Where(partner => partner.Copy is { IsOnline: true }).Select(partner => partner.Name)];
        if (open.Count > 0)
        {
            return new(status.Say(SiteStep.RecoverDatabase, $"Waits for {string.Join(", ", open)} to give up serving."));
        }

        if (order.Spec.Mode == FailoverMode.Planned && seen.Tail is { } tail && target.Copy?.RedoStartLsn is { } redo && redo < tail.LastLsn)
        {
            return new(status.Say(
                SiteStep.RecoverDatabase,
                $"{target.Name} stands at LSN {redo}, before the tail's end {tail.LastLsn}: its copy was replaced meanwhile. "
                    + "Restore the logs there; it is not recovered without them."));
        }

        return target.Copy is { IsRestoring: true, InGroup: false }
            ? Send(status, SiteStep.RecoverDatabase, FailoverActionKind.Recover, target.Name, [BackupStatements.RecoverDatabase(Database(seen))])
            : new(status.Say(SiteStep.RecoverDatabase, $"{target.Name} is not ready: {target.Problem ?? target.Copy?.State}."));
    }

    private static FailoverDecision Remirror(PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (seen.Target is not { } mirroring)
        {
            return new(status.Say(SiteStep.EstablishMirroring, "The mirroring of the target site is missing."));
        }

        if (mirroring.Spec.Partners.Count < 2)
        {
            return new(status.End(SiteStep.EstablishMirroring, FailoverStepState.Skipped, now, "The site has no mirror."));
        }

        return Verified(
            status, SiteStep.EstablishMirroring, mirroring.Spec.Databases.Contains(Database(seen)) && Observed.Says(mirroring, "Mirrored"), now,
            "Mirrored in the target site.", "The mirror is being seeded.");
    }

    private static FailoverDecision Write(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (seen.Principal(order.Spec.Type == FailoverType.Mirror ? seen.Source : seen.Target) is not { } instance)
        {
            return new(status.Say(SiteStep.VerifyWrite, "No partner in the site serves the database yet."));
        }

        if (!seen.WriteVerified)
        {
            return Send(
                seen.Error is { } error ? status.Say(SiteStep.VerifyWrite, error) : status,
                SiteStep.VerifyWrite, FailoverActionKind.Write, instance, ProbeStatements.Write(order.Metadata.Uid!));
        }

        var ordered = order.Metadata.CreationTimestamp ?? status.StartedAt ?? now;
        var lastSeen = status.SourceLostSince ?? status.StartedAt ?? ordered;
        var loss = order.Spec.Mode == FailoverMode.Planned
            ? TimeSpan.Zero
            : status.DataAsOf is { } until && lastSeen > until ? lastSeen - until : (TimeSpan?)null;
        return new(status.End(SiteStep.VerifyWrite, FailoverStepState.Done, now, $"{instance} took a write.") with
        {
            ServingAt = now,
            Rto = Measured(Positive(now - ordered)),
            Rpo = loss is { } bound ? Measured(bound) : null,
        });
    }

    /// <summary>
    /// In tenths of a second, rounded up: finer than that, nothing is measured. Never in milliseconds, so that a column of them can be compared by eye.
    /// </summary>
    private static string Measured(TimeSpan span)
    {
        var tenths = TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds * 10) / 10);
        return tenths < TimeSpan.FromSeconds(1) && tenths > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{tenths.TotalSeconds:0.0}s")
            : new Duration(tenths).ToString();
    }

    private static FailoverDecision Reprotect(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (order.Metadata.DeletionTimestamp is not null)
        {
            return new(status.End(
                SiteStep.Reprotect, FailoverStepState.Skipped, now, "The order was deleted; the pool turns the log shipping round by itself."));
        }

        var reversed = seen.Shipping is { } shipping && shipping.Spec.Source.Name == seen.Target?.Metadata.Name;
        if (order.Spec.Mode == FailoverMode.Forced)
        {
            return Verified(
                status, SiteStep.Reprotect, reversed, now,
                $"Pending: {status.SourceSite} is seeded anew when it is back and fenced.", "The log shipping has not been turned round yet.");
        }

        var restored = seen.Shipping?.Status?.Databases.FirstOrDefault(database => database.Name == Database(seen))?.LastRestoredTime;
        var done = reversed && Observed.Says(seen.Shipping!, "LogShippingHealthy") && restored > status.Find(SiteStep.RecoverDatabase)?.Finished;
        return Verified(
            status, SiteStep.Reprotect, done, now, $"Logs are shipped to {status.SourceSite}.", "No log backup was restored in the other direction yet.");
    }

    private static FailoverDecision Verified(PoolFailoverStatus status, SiteStep step, bool done, DateTimeOffset now, string yes, string no) =>
        new(done ? status.End(step, FailoverStepState.Done, now, yes) : status.Say(step, no));

    private static FailoverDecision Send(
        PoolFailoverStatus status, SiteStep step, FailoverActionKind kind, string instance, IReadOnlyList<SqlStatement> statements) =>
        new(status.Sending(step, statements.Select(statement => statement.Display)), kind, instance, statements);

    private static PoolFailoverStatus End(PoolFailoverStatus status, string phase, DateTimeOffset now, string message) =>
        status with { Phase = phase, Message = message, CompletedAt = now };

    private static string Database(FailoverSnapshot seen) => seen.Pool!.Spec.Databases.First(database => database.Role == DatabaseRole.Chat).Name;

    private static string Folder(FailoverSnapshot seen) => seen.Shipping!.Spec.Path.TrimEnd('/');

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
