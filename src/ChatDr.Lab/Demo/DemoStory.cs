using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;

namespace ChatDr.Lab.Demo;

/// <summary>The story: builds the pool, loses things, and recovers, as a client of the cluster.</summary>
/// <param name="lab">The cluster.</param>
/// <param name="ledger">What clients were promised.</param>
/// <param name="history">What the chat has kept.</param>
/// <param name="screen">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoStory(LabCluster lab, MessageLedger ledger, ChatHistory history, IDemoScreen screen, TimeProvider time)
{
    private const int MessagesToGoOn = 20;

    /// <summary>What one log backup of the lab's databases takes at most, on top of the interval: the loss bound is the sum.</summary>
    private static readonly TimeSpan BackupDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private readonly ClusterWait _wait = new(lab.Client, time);
    private readonly LossAccount _losses = new();
    private readonly List<DemoEvent> _events = [];
    private readonly List<string> _failures = [];

    /// <summary>What has been measured so far.</summary>
    public IReadOnlyList<DemoEvent> Events => _events;

    /// <summary>What did not come out as it has to.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The order given last.</summary>
    public NamespacedName? Order { get; private set; }

    /// <summary>Steps 3 to 5, while clients post.</summary>
    public async Task RunAsync(StretchedChatPool pool, CancellationToken cancellationToken)
    {
        var home = pool.Spec.HomeSite;
        var away = pool.Spec.Sites.Single(site => site.Name != home).Name;
        await FlowsAsync(time.GetUtcNow(), cancellationToken);
        await MirrorFailoverAsync(pool, home, cancellationToken);
        await MoveAsync("PlannedMove", "move-away", away, cancellationToken);
        await MoveAsync("PlannedReturn", "move-back", home, cancellationToken);
        await ForcedFailoverAsync(pool, home, away, cancellationToken);
        await ReturnOfTheSiteAsync(pool, home, cancellationToken);
        await MoveAsync("Failback", "failback", home, cancellationToken);
    }

    private async Task MirrorFailoverAsync(StretchedChatPool pool, string home, CancellationToken cancellationToken)
    {
        var group = new NamespacedName(DemoPool.Namespace, $"{DemoPool.Name.Name}-{pool.Spec.Sites.ToList().FindIndex(site => site.Name == home) + 1}");
        var before = await MirroringAsync(
            group, dbm => dbm.Status?.Principal is not null && Is(dbm, "Mirrored"), "the home site is mirrored", cancellationToken);
        var principal = before.Status!.Principal!;
        var started = time.GetUtcNow();
        screen.Say($"Killing the principal's pod, {principal}-0.");
        await lab.Faults.KillPodAsync(new NamespacedName(DemoPool.Namespace, $"{principal}-0"), cancellationToken);
        var after = await MirroringAsync(
            group, dbm => dbm.Status is { Principal: { } now, LastFailover.CompletedAt: not null } && now != principal,
            "the mirror is principal", cancellationToken);
        var record = after.Status!.LastFailover!;
        screen.Say($"{after.Status.Principal} is principal now ({record.Reason}).");
        await FlowsAsync(time.GetUtcNow(), cancellationToken);
        await CloseAsync("MirrorFailover", started, Since(started, record.DetectedAt), TimeSpan.Zero, cancellationToken);
        await MirroringAsync(group, dbm => Is(dbm, "Mirrored"), $"{principal} mirrors again", cancellationToken);
        await PoolAsync(candidate => Is(candidate, "LogShippingHealthy"), "log shipping goes on from the new principal", Limit, cancellationToken);
        screen.Say($"{principal} is back as the mirror.");
    }

    private async Task MoveAsync(string name, string order, string target, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        await OrderAsync(order, target, FailoverMode.Planned, cancellationToken);
        await FlowsAsync(time.GetUtcNow(), cancellationToken);
        await CloseAsync(name, started, TimeSpan.Zero, TimeSpan.Zero, cancellationToken);
        await PoolAsync(
            pool => pool.Status?.ActiveSite == target && Is(pool, "Ready") && Is(pool, "LogShippingHealthy") && Is(pool, "Mirrored"),
            $"the pool is whole again in {target}", Limit, cancellationToken);
    }

    private async Task ForcedFailoverAsync(StretchedChatPool pool, string home, string away, CancellationToken cancellationToken)
    {
        var bound = pool.Spec.LogShipping.BackupInterval.Value + BackupDuration;
        var started = time.GetUtcNow();
        screen.Say($"Losing site {home}: every pod in it dies.");
        await lab.Faults.LoseSiteAsync(home, cancellationToken);
        await PoolAsync(candidate => IsNot(candidate, "SiteAvailable"), "the operator misses the site", Limit, cancellationToken);
        var detected = time.GetUtcNow() - started;
        await OrderAsync("atlanta-is-lost", away, FailoverMode.Forced, cancellationToken);
        await FlowsAsync(time.GetUtcNow(), cancellationToken);
        await CloseAsync("ForcedFailover", started, detected, bound, cancellationToken);
    }

    private async Task ReturnOfTheSiteAsync(StretchedChatPool pool, string home, CancellationToken cancellationToken)
    {
        screen.Say($"Bringing site {home} back.");
        await lab.Faults.RestoreSiteAsync(home, cancellationToken);
        await PoolAsync(
            candidate => Is(candidate, "SiteAvailable") && Is(candidate, "LogShippingHealthy"), $"{home} is the shipping target", Limit, cancellationToken);
        var share = lab.Node.ClaimFolder(new NamespacedName(DemoPool.Namespace, pool.Spec.LogShipping.Share.PersistentVolumeClaim!.ClaimName));
        if (!Directory.EnumerateFiles(share, "*_salvage.trn", SearchOption.AllDirectories).Any())
        {
            Fail($"S3 broken: {home} was seeded anew, and no salvaged tail is on the share.");
        }

        screen.Say($"{home} was fenced, its tail saved, and is the shipping target.");
    }

    private async Task OrderAsync(string name, string target, FailoverMode mode, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(DemoPool.Namespace, name);
        screen.Say($"PoolFailover {name}: {mode} to {target}.");
        await lab.Client.CreateAsync(
            new PoolFailover
            {
                Metadata = new V1ObjectMeta { Name = name, Namespace = DemoPool.Namespace },
                Spec = new PoolFailoverSpec
                {
                    PoolRef = new LocalReference { Name = DemoPool.Name.Name },
                    Target = target,
                    Mode = mode,
                    AcknowledgeDataLoss = mode == FailoverMode.Forced,
                },
            },
            cancellationToken);
        Order = key;
        var said = new HashSet<string>(StringComparer.Ordinal);
        var done = await _wait.UntilAsync<PoolFailover>(
            key, order => HasSucceeded(order, said), $"order {name} has succeeded", Describe, Limit, cancellationToken);
        Order = null;
        screen.Say($"{name} succeeded: RTO {done.Status?.Rto}, RPO {done.Status?.Rpo}.");
    }

    private bool HasSucceeded(PoolFailover order, HashSet<string> said)
    {
        foreach (var step in (order.Status?.Steps ?? []).Where(step =>
            step.State is not (FailoverStepState.Pending or FailoverStepState.Running) && said.Add(step.Name)))
        {
            screen.Say($"  {step.State,-7} {step.Name}{(step.Message is { Length: > 0 } message ? $": {message}" : "")}");
        }

        return order.Status?.Phase is "Aborted" or "Refused" or "Failed"
            ? throw new DemoFailedException($"The order did not go through: {Describe(order)}")
            : order.Status?.Phase == "Succeeded";
    }

    private async Task FlowsAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (ledger.CountSince(from) < MessagesToGoOn)
        {
            if (time.GetElapsedTime(start) > Limit)
            {
                throw new DemoFailedException(
                    $"The chat acknowledged {ledger.CountSince(from)} messages in {Limit.TotalSeconds:0} s; {MessagesToGoOn} were awaited.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private async Task CloseAsync(string name, DateTimeOffset started, TimeSpan detected, TimeSpan bound, CancellationToken cancellationToken)
    {
        var rto = ledger.LongestPauseSince(started);
        var promised = ledger.Since(0);
        var count = _losses.Close(promised, await history.ReadAllAsync(cancellationToken));
        var measured = new DemoEvent(
            name, started, Round(detected), Round(rto), count.Acknowledged, count.Lost.Count, Round(bound));
        _events.Add(measured);
        screen.Say($"{name}: clients waited {measured.RtoSeconds} s, {measured.Lost} of {measured.Acknowledged} acknowledged messages lost.");
        if (count.Reach(started) > bound)
        {
            Fail(bound == TimeSpan.Zero
                ? $"{(name == "MirrorFailover" ? "S2" : "S4")} broken: {name} lost {count.Lost.Count} acknowledged messages."
                : $"{name} lost a message acknowledged {Round(count.Reach(started))} s before the disaster; the bound is {Round(bound)} s.");
        }
        else if (bound == TimeSpan.Zero && count.Lost.Count > 0)
        {
            Fail($"{(name == "MirrorFailover" ? "S2" : "S4")} broken: {name} lost {count.Lost.Count} messages acknowledged after it began.");
        }
    }

    private void Fail(string failure)
    {
        _failures.Add(failure);
        screen.Say(failure);
    }

    private Task<StretchedChatPool> PoolAsync(Func<StretchedChatPool, bool> condition, string awaited, TimeSpan limit, CancellationToken cancellationToken) =>
        _wait.UntilAsync(DemoPool.Name, condition, awaited, pool => DemoPool.Describe(pool.Status?.Conditions), limit, cancellationToken);

    private Task<DatabaseMirroring> MirroringAsync(
        NamespacedName name, Func<DatabaseMirroring, bool> condition, string awaited, CancellationToken cancellationToken) =>
        _wait.UntilAsync(
            name, condition, awaited, dbm => $"principal {dbm.Status?.Principal}; {DemoPool.Describe(dbm.Status?.Conditions)}", Limit, cancellationToken);

    private static bool Is(StretchedChatPool pool, string condition) => DemoPool.Is(pool.Status?.Conditions, condition);

    private static bool IsNot(StretchedChatPool pool, string condition) =>
        pool.Status?.Conditions.Any(candidate => candidate.Type == condition && candidate.Status == "False") == true;

    private static bool Is(DatabaseMirroring dbm, string condition) => DemoPool.Is(dbm.Status?.Conditions, condition);

    private static string Describe(PoolFailover order) =>
        $"{order.Status?.Phase} in {order.Status?.CurrentStep}: {order.Status?.Message} "
        + string.Join("; ", (order.Status?.Gates ?? []).Where(gate => !gate.Passed).Select(gate => $"gate {gate.Name} saw {gate.Saw}, wants {gate.Wants}"));

    // The record's time comes from a clock that writes whole seconds: earlier than the disaster means within the same second.
    private static TimeSpan Since(DateTimeOffset started, DateTimeOffset? detected) => detected is { } at && at > started ? at - started : TimeSpan.Zero;

    private static double Round(TimeSpan span) => Math.Round(span.TotalSeconds, 2);
}
