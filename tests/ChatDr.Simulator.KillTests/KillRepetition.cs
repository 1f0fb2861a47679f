using ChatDr.Simulator.KillTests.Load;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

/// <summary>One loss of a process and the return to a synchronised pair, and what must hold at each step.</summary>
internal sealed class KillRepetition(ReplicatedPair pair, Ledger ledger, int repetition, int seed)
{
    private const int RepetitionsToKeep = 3;
    private const int FewestInserts = 5;
    private const int MostInserts = 150;
    private readonly Random _random = new(HashCode.Combine(seed, repetition));

    /// <summary>The principal dies under load. The mirror serves every acknowledged row; the dead one returns and is synchronised again.</summary>
    public async Task PrincipalIsKilledAsync()
    {
        var load = StartLoad();
        await load.AcknowledgedAsync(_random.Next(FewestInserts, MostInserts));
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

    /// <summary>Compares the copy that serves, then, after a planned failover, the other one.</summary>
    public async Task CopiesAreEqualAsync()
    {
        await CompareAsync();
        await pair.SwitchAsync();
        await CompareAsync();
    }

    private InsertLoad StartLoad() => new(ledger, pair.Principal, repetition, _random.Next(), writers: _random.Next(2, 7));

    private async Task CompareAsync() =>
        (await ledger.CompareAsync(pair.Principal)).ShouldBeEmpty($"of {ledger.Acknowledged} acknowledged rows on {pair.Principal.Name}");
}
