using ChatDr.Api.V1Alpha1;
using ChatDr.EndToEnd.Tests.Lab;
using ChatDr.Kubernetes.Models;

namespace ChatDr.EndToEnd.Tests;

/// <summary>One machine or one file is lost: the chat goes on where it can, people are told, and what comes back is taken in again.</summary>
public sealed class SingleFailureTests
{
    [Fact]
    public async Task WitnessDies_PrincipalKeepsServing_AndTheWitnessIsTakenInAgain()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        var before = await MirroringAsync(lab, dbm => dbm.Status?.Principal is not null, "there is a principal");

        lab.Faults.LoseInstance("atl-chat-1w");
        await lab.UntilAsync<StretchedChatPool>(
            "atl-chat", pool => Says(pool.Status?.Conditions, "WitnessConnected", "False"), "the pool says that it has no witness");
        await clients.AreAnsweredAsync();
        (await MirroringAsync(lab, dbm => dbm.Status?.Principal is not null, "there is a principal")).Status!.Principal
            .ShouldBe(before.Status!.Principal, "a lost witness moves nothing");

        lab.Faults.RestoreInstance("atl-chat-1w");
        await MirroringAsync(lab, dbm => Says(dbm.Status?.Conditions, "WitnessConnected", "True"), "the witness is connected again");
        await lab.WholeAsync("atlanta");
        (await clients.LostAsync()).ShouldBeEmpty();
        await clients.SawOneWriterAtMostAsync();
    }

    [Fact]
    public async Task MirrorDies_PrincipalKeepsServing_AndTheMirrorCatchesUp()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        var before = (await MirroringAsync(lab, dbm => dbm.Status?.Mirror is not null, "there is a mirror")).Status!;

        lab.Faults.LoseInstance(before.Mirror!);
        await lab.UntilAsync<StretchedChatPool>(
            "atl-chat", pool => Says(pool.Status?.Conditions, "Mirrored", "False"), "the pool says that it is not mirrored");
        await clients.AreAnsweredAsync();

        lab.Faults.RestoreInstance(before.Mirror!);
        var now = await MirroringAsync(
            lab,
            dbm => dbm.Status?.Mirror == before.Mirror && Says(dbm.Status?.Conditions, "Mirrored", "True"),
            $"{before.Mirror} is the synchronised mirror again");
        now.Status!.Principal.ShouldBe(before.Principal, "a lost mirror moves nothing");

        // Only a mirror that caught up can take over without loss.
        await lab.OrderAsync("switch", before.Mirror!, type: FailoverType.Mirror);
        await lab.SucceededAsync("switch");
        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty("what was written while the mirror was away is on it");
        await clients.SawOneWriterAtMostAsync();
    }

    [Fact]
    public async Task NoWitness_PrincipalSilent_NobodyTakesOverAndTheReasonIsTold()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(
            lab,
            await lab.BuildAsync(
                Samples.StretchedPool.Replace("sql: {mirror: true, witness: true}", "sql: {mirror: true, witness: false}", StringComparison.Ordinal)));
        var before = (await MirroringAsync(lab, dbm => dbm.Status is { Principal: not null, Mirror: not null }, "there is a pair")).Status!;

        lab.Faults.LoseInstance(before.Principal!);
        var told = await MirroringAsync(
            lab,
            dbm => dbm.Status?.Conditions.Any(condition => condition is { Type: "Ready", Reason: "FailoverBlocked" }
                && condition.Message.Contains("There is no witness", StringComparison.Ordinal)) == true,
            "the mirroring says why nobody takes over");
        told.Status!.Principal.ShouldBeNull();
        told.Status.LastFailover.ShouldBeNull("nobody was promoted on silence alone");
        await lab.EventAsync(
            "DatabaseMirroring",
            "atl-chat-1",
            happened => happened is { Type: "Warning", Reason: "FailoverBlocked" }
                && happened.Note?.Contains("bring the other partner back", StringComparison.Ordinal) == true,
            "an event says what would help");

        await lab.OrderAsync("switch", before.Mirror!, type: FailoverType.Mirror);
        var order = await lab.EndedAsync("switch");
        order.Status!.Phase.ShouldBe("Refused");
        order.Status.Message!.ShouldContain("MirrorSynchronized: saw False");

        lab.Faults.RestoreInstance(before.Principal!);
        await clients.AreAnsweredAsync();
        await lab.WholeAsync("atlanta");
        (await clients.LostAsync()).ShouldBeEmpty();
        await clients.SawOneWriterAtMostAsync();
    }

    [Fact]
    public async Task LogBackupLost_BeforeItWasRestored_TheGapIsToldAndTheCopyIsSeededAnew()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        var shipping = await lab.UntilAsync<LogShipping>(
            "atl-chat-mgc", seen => Says(seen.Status?.Conditions, "LogShippingHealthy", "True"), "logs are shipped");

        lab.Faults.LoseInstance(shipping.Spec.Target.Name);
        await lab.UntilAsync<LogShipping>("atl-chat-mgc", seen => Says(seen.Status?.Conditions, "LogShippingHealthy", "False"), "the target is missed");
        var known = LogBackups(lab).ToHashSet();
        var files = await PoolLab.UntilAsync(
            () => Task.FromResult(LogBackups(lab).Where(file => !known.Contains(file)).Order(StringComparer.Ordinal).ToList()),
            seen => seen.Count >= 2,
            "two log backups wait for the target");
        File.Delete(files[0]);
        lab.Faults.RestoreInstance(shipping.Spec.Target.Name);

        var broken = await lab.UntilAsync<LogShipping>(
            "atl-chat-mgc", seen => seen.Status?.Databases.Any(database => database.MissingLsnRange is not null) == true, "the gap is reported");
        var range = broken.Status!.Databases.Single(database => database.MissingLsnRange is not null).MissingLsnRange!;
        Says(broken.Status.Conditions, "LogChainIntact", "False").ShouldBeTrue();
        await lab.EventAsync(
            "LogShipping",
            "atl-chat-mgc",
            happened => happened is { Type: "Warning", Reason: "GapInLogChain" } && happened.Note?.Contains(range, StringComparison.Ordinal) == true,
            $"an event names LSN {range}");

        await lab.UntilAsync<LogShipping>(
            "atl-chat-mgc",
            seen => Says(seen.Status?.Conditions, "LogShippingHealthy", "True") && Says(seen.Status?.Conditions, "LogChainIntact", "True"),
            "the copy is seeded anew and takes logs");
        await lab.WholeAsync("atlanta");
        await lab.OrderAsync("away", "dallas");
        await lab.SucceededAsync("away");
        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty("the new copy has everything");
        await clients.SawOneWriterAtMostAsync();
    }

    private static IEnumerable<string> LogBackups(PoolLab lab) => Directory.EnumerateFiles(lab.Share, "*.trn", SearchOption.AllDirectories);

    private static Task<DatabaseMirroring> MirroringAsync(PoolLab lab, Func<DatabaseMirroring, bool> condition, string awaited) =>
        lab.UntilAsync("atl-chat-1", condition, awaited);

    private static bool Says(IReadOnlyList<V1Condition>? conditions, string type, string status) =>
        conditions?.Any(condition => condition.Type == type && condition.Status == status) == true;
}
