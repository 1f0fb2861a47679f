using ChatDr.Api.V1Alpha1;
using ChatDr.EndToEnd.Tests.Lab;
using ChatDr.Lab.Demo;

namespace ChatDr.EndToEnd.Tests;

/// <summary>An operator that is killed (SIGKILL, in a process of its own) at any step of a failover and started again completes it.</summary>
public sealed class OperatorKilledTests
{
    private static readonly string[] SiteSteps =
    [
        "Gates", "FenceSource", "DeactivateChatServers", "BackupTail", "StopLogShipping", "CopyRemainingLogs", "ApplyRemainingLogs",
        "RecoverDatabase", "SetPoolState", "EstablishMirroring", "ActivateChatServers", "VerifyWrite", "Reprotect",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task PlannedMove_OperatorKilledAtEveryOtherStep_CompletesAndLosesNothing(int first)
    {
        await using var lab = await PoolLab.StartWithoutOperatorAsync();
        await using var process = new OperatorProcess(lab.Cluster.Kubeconfig);
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));

        await lab.OrderAsync("away", "dallas");
        await KillAtEachAsync(lab, process, "away", SiteSteps.Skip(first).Where((_, index) => index % 2 == 0));
        await SucceedsAsync(lab, process, "away");

        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty("a planned move loses nothing");
        await lab.WholeAsync("dallas");
        await clients.SawOneWriterAtMostAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ForcedFailover_OperatorKilledAtEveryOtherStep_CompletesAndKeepsWhatWasShipped(int first)
    {
        await using var lab = await PoolLab.StartWithoutOperatorAsync();
        await using var process = new OperatorProcess(lab.Cluster.Kubeconfig);
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        await lab.Faults.LoseSiteAsync("atlanta", CancellationToken.None);
        await lab.UntilAsync<StretchedChatPool>("atl-chat", pool => Says(pool, "SiteAvailable", "False"), "the operator misses atlanta");

        await lab.OrderAsync("lost", "dallas", FailoverMode.Forced);
        await KillAtEachAsync(lab, process, "lost", SiteSteps.Skip(first).Where((_, index) => index % 2 == 0));
        var order = await SucceedsAsync(lab, process, "lost");

        await clients.AreAnsweredAsync();
        var until = order.Status!.DataAsOf.ShouldNotBeNull("a forced failover says how old its data is");
        (await clients.LostAsync()).ShouldAllBe(message => message.AcknowledgedAt >= until, "everything acknowledged before status.dataAsOf is kept");

        await lab.Faults.RestoreSiteAsync("atlanta", CancellationToken.None);
        await lab.WholeAsync("dallas");
        Directory.EnumerateFiles(lab.Share, "*_salvage.trn", SearchOption.AllDirectories)
            .ShouldNotBeEmpty("the tail of the lost site's copy is saved before it is replaced");
        await clients.SawOneWriterAtMostAsync();
    }

    [Fact]
    public async Task MirrorFailover_OperatorKilledAtEachStep_CompletesAndLosesNothing()
    {
        await using var lab = await PoolLab.StartWithoutOperatorAsync();
        await using var process = new OperatorProcess(lab.Cluster.Kubeconfig);
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        var mirror = (await lab.UntilAsync<DatabaseMirroring>("atl-chat-1", dbm => dbm.Status?.Mirror is not null, "there is a mirror")).Status!.Mirror!;

        await lab.OrderAsync("switch", mirror, type: FailoverType.Mirror);
        await KillAtEachAsync(lab, process, "switch", ["Gates", "MirrorFailover", "VerifyWrite"]);
        await SucceedsAsync(lab, process, "switch");

        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty("an ordered mirror failover loses nothing");
        await lab.UntilAsync<DatabaseMirroring>(
            "atl-chat-1", dbm => dbm.Status?.Principal == mirror && DemoPool.Is(dbm.Status.Conditions, "Mirrored"), $"{mirror} is principal and mirrored");
        await clients.SawOneWriterAtMostAsync();
    }

    [Fact]
    public async Task PrincipalDies_OperatorKilledWhenItNotices_MirrorTakesOverWithoutLoss()
    {
        await using var lab = await PoolLab.StartWithoutOperatorAsync();
        await using var process = new OperatorProcess(lab.Cluster.Kubeconfig);
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        var principal =
            (await lab.UntilAsync<DatabaseMirroring>("atl-chat-1", dbm => dbm.Status?.Principal is not null, "there is a principal")).Status!.Principal!;

        lab.Faults.LoseInstance(principal);
        await lab.UntilAsync<DatabaseMirroring>("atl-chat-1", dbm => dbm.Status?.PrincipalLostSince is not null, "the operator misses the principal");
        await process.KillAsync();
        process.Start();
        await lab.UntilAsync<DatabaseMirroring>("atl-chat-1", dbm => dbm.Status?.LastFailover is not null, "the operator begins the failover");
        await process.KillAsync();
        process.Start();

        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty("a mirror failover loses nothing");
        lab.Faults.RestoreInstance(principal);
        await lab.WholeAsync("atlanta");
        await clients.SawOneWriterAtMostAsync();
    }

    private static async Task KillAtEachAsync(PoolLab lab, OperatorProcess process, string order, IEnumerable<string> steps)
    {
        foreach (var step in steps)
        {
            await lab.UntilAsync<PoolFailover>(
                order,
                seen => seen.Status?.Phase is "Refused" or "Aborted" or "Failed"
                    || seen.Status?.Steps.Any(candidate => candidate.Name == step && candidate.State != FailoverStepState.Pending) == true,
                $"step {step} of order {order} begins");
            await process.KillAsync();
            process.Start();
        }
    }

    private static async Task<PoolFailover> SucceedsAsync(PoolLab lab, OperatorProcess process, string order)
    {
        var ended = await lab.EndedAsync(order);
        ended.Status!.Phase.ShouldBe("Succeeded", $"{ended.Status.Message} The operator wrote: {process.Output}");
        return ended;
    }

    private static bool Says(StretchedChatPool pool, string condition, string status) =>
        pool.Status?.Conditions.Any(candidate => candidate.Type == condition && candidate.Status == status) == true;
}
