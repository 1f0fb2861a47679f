using ChatDr.Simulator.KillTests.Load;
using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.KillTests;

/// <summary>One loss of a process and the return to a synchronised pair, and what must hold at each step.</summary>
internal sealed class KillRepetition(ReplicatedPair pair, Ledger ledger, int repetition, int seed)
{
    private const int RepetitionsToKeep = 3;
    private const int FewestInserts = 5;
    private const int MostInserts = 150;
    private const int FewestWriters = 2;
    private const int MostWriters = 6;
    private readonly Random _random = new(HashCode.Combine(seed, repetition));

    /// <summary>The principal dies under load. The mirror serves every acknowledged row; the dead one returns and is synchronised again.</summary>
    public async Task PrincipalIsKilledAsync()
    {
        var load = StartLoad();
        await load.AcknowledgedAsync(Few());
        await pair.Principal.KillAsync();
        await load.EndedAsync();
        var returnsEarly = _random.Next(2) == 0;
        var returned = returnsEarly ? pair.Principal.StartAsync() : Task.CompletedTask;
        await pair.FailOverAsync();
        await CompareAsync();
        await (returnsEarly ? returned : pair.Mirror.StartAsync());
        await pair.RejoinAsync();
        await pair.SynchronizedAsync();
        await ledger.ForgetBeforeAsync(pair.Principal, repetition - RepetitionsToKeep);
    }

    /// <summary>The mirror dies. The principal goes on alone once the third replica knows, and brings the returning copy up to date.</summary>
    public async Task MirrorIsKilledAsync()
    {
        var load = StartLoad();
        await load.AcknowledgedAsync(Few());
        await pair.Mirror.KillAsync();
        await load.AcknowledgedAsync(Few());
        await pair.Mirror.StartAsync();
        await pair.RejoinAsync();
        await pair.SynchronizedAsync();
        await load.AcknowledgedAsync(Few());
        await load.StopAsync();
        await CopiesAreEqualAsync();
        await pair.RejoinAsync();
        await pair.SynchronizedAsync();
    }

    /// <summary>The principal dies while its returning mirror catches up: the rows that only the principal holds are served by it again, or by none.</summary>
    public async Task PrincipalIsKilledAloneAsync()
    {
        var load = StartLoad();
        await load.AcknowledgedAsync(Few());
        await pair.Mirror.KillAsync();
        await load.AcknowledgedAsync(Few());
        await pair.Mirror.StartAsync();
        await pair.RejoinAsync();
        await load.AcknowledgedAsync(Few());
        await pair.Principal.KillAsync();
        await load.EndedAsync();
        await pair.Principal.StartAsync();
        await pair.ServeAgainAsync();
        await CompareAsync();
        await pair.RejoinAsync();
        await pair.SynchronizedAsync();
    }

    /// <summary>The principal freezes and the mirror takes over. Thawed, the old one acknowledges nothing that the new one does not hold.</summary>
    public async Task PrincipalIsFrozenAsync()
    {
        var load = StartLoad();
        await load.AcknowledgedAsync(Few());
        var frozen = pair.Principal;
        await frozen.FreezeAsync();
        await pair.FailOverAsync();
        var next = StartLoad(firstWriter: MostWriters);
        await next.AcknowledgedAsync(Few());
        await frozen.ThawAsync();
        await load.EndedAsync();
        await Should.ThrowAsync<SqlException>(() => frozen.ExecuteAsync("DELETE FROM dbo.ledger;", ReplicatedPair.Database));
        await next.AcknowledgedAsync(Few());
        await next.StopAsync();
        await CompareAsync();
        await pair.RejoinAsync();
        await pair.SynchronizedAsync();
    }

    /// <summary>Compares the copy that serves, then, after a planned failover, the other one.</summary>
    public async Task CopiesAreEqualAsync()
    {
        await CompareAsync();
        await pair.SwitchAsync();
        await CompareAsync();
    }

    private int Few() => _random.Next(FewestInserts, MostInserts);

    private InsertLoad StartLoad(int firstWriter = 0) =>
        new(ledger, pair.Principal, repetition, _random.Next(), Enumerable.Range(firstWriter, _random.Next(FewestWriters, MostWriters + 1)));

    private async Task CompareAsync() =>
        (await ledger.CompareAsync(pair.Principal)).ShouldBeEmpty($"of {ledger.Acknowledged} acknowledged rows on {pair.Principal.Name}");
}
