using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Failovers;

/// <summary>
/// Rebuilds the status of an order that has begun and lost it. Meanwhile the pool controller leaves all children as they are, so nothing has changed but by the
/// order itself: whether the target is recovered decides how it goes on, and SQL Server says that.
/// </summary>
internal static class FailoverResume
{
    /// <summary>The status from which the order goes on, or one that says what has to answer first.</summary>
    public static PoolFailoverStatus Next(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (seen.Pool is not { } pool || seen.Source is not { } mirroring)
        {
            return status with { Phase = FailoverPhase.Failed, CompletedAt = now, Message = "The order lost its status, and its pool is gone." };
        }

        var running = status with
        {
            Phase = FailoverPhase.Running,
            StartedAt = order.Metadata.CreationTimestamp ?? now,
            SourceSite = SourceSite(order, pool),
            SourceInstance = Holder(seen),
            TargetInstance = order.Spec.Type == FailoverType.Mirror ? order.Spec.Target : Target(order, seen),
            Steps = [.. FailoverSteps.Of(order.Spec.Type).Select(step => new FailoverStep { Name = step.ToString(), State = FailoverStepState.Pending })],
            Message = "The status was lost; the order goes on from what SQL Server says.",
        };
        running = running.End(SiteStep.Gates, FailoverStepState.Done, now, "Passed before the status was lost.");
        if (order.Spec.Type == FailoverType.Mirror)
        {
            return running;
        }

        if (pool.Status?.ActiveSite == order.Spec.Target)
        {
            return Recovered(running, now);
        }

        var target = seen.Fact(running.TargetInstance);
        if (!target.Answers)
        {
            return Waits(status, $"{target.Name}, which may be recovered already, does not answer: {target.Problem}");
        }

        if (target.Copy is { IsOnline: true })
        {
            return Recovered(running, now);
        }

        return running.SourceInstance is null && order.Spec.Mode == FailoverMode.Planned
            ? Waits(status, $"which partner of {mirroring.Metadata.Name} gave its tail is not known until they all answer")
            : BeforeRecovery(running with { SourceInstance = running.SourceInstance ?? mirroring.Spec.Partners[0].Name }, now);
    }

    /// <summary>
    /// What may have begun counts as begun, so that the pool keeps fence, suspension and silence, and a way back looks whether the tail was taken. Each step is
    /// verified again.
    /// </summary>
    private static PoolFailoverStatus BeforeRecovery(PoolFailoverStatus status, DateTimeOffset now) =>
        new[] { SiteStep.BackupTail, SiteStep.DeactivateChatServers, SiteStep.FenceSource }.Aggregate(
            status, (before, step) => before.Begin(step, now, "Taken up again after the status was lost."));

    /// <summary>The site that an order between sites leaves: the one that is not its target.</summary>
    public static string? SourceSite(PoolFailover order, StretchedChatPool pool) => order.Spec.Type == FailoverType.Site
        ? pool.Spec.Sites.FirstOrDefault(site => site.Name != order.Spec.Target)?.Name
        : pool.Status?.ActiveSite;

    private static string? Target(PoolFailover order, FailoverSnapshot seen) =>
        seen.Shipping?.Spec.Target.Name is { } shipped && seen.Target?.Spec.Partners.Any(partner => partner.Name == shipped) == true
            ? shipped
            : seen.Partners(seen.Target).FirstOrDefault(partner => partner.Copy is { IsOnline: true })?.Name
                ?? seen.Target?.Spec.Partners[0].Name
                ?? order.Spec.Target;

    /// <summary>
    /// The partner with the newest copy: the principal, or, when the group has none, the one that is furthest of all; null when one that does not answer may be
    /// further.
    /// </summary>
    private static string? Holder(FailoverSnapshot seen)
    {
        var partners = seen.Partners(seen.Source);
        return partners.FirstOrDefault(partner => partner.IsPrimary)?.Name
            ?? (partners.All(partner => partner.Answers)
                ? partners.MaxBy(partner => partner.Copy is { IsOnline: true } ? decimal.MaxValue : partner.Copy?.RedoStartLsn ?? 0)?.Name
                : null);
    }

    private static PoolFailoverStatus Recovered(PoolFailoverStatus status, DateTimeOffset now) => FailoverSteps.Of(FailoverType.Site)
        .Where(step => step <= SiteStep.RecoverDatabase)
        .Aggregate(status, (before, step) => before.End(step, FailoverStepState.Done, now, "Done before the status was lost: the target is recovered."));

    private static PoolFailoverStatus Waits(PoolFailoverStatus status, string why) =>
        status with { Phase = FailoverPhase.Pending, Message = $"The order lost its status and goes on once it knows how far it came: {why}." };
}
