using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.KillTests.Load;

/// <summary>Several connections that insert into dbo.ledger as fast as they are answered, until the server is gone or they are told to stop.</summary>
internal sealed class InsertLoad
{
    private const int RowsOfALargerTransaction = 3;
    private const int LongestBody = 120;

    /// <summary>Errors of a database that stops serving while a transaction runs or its commit waits, and the client's own for no answer in time.</summary>
    private static readonly int[] StoppedServing = [-2, 3998];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Ledger _ledger;
    private readonly InstanceProcess _principal;
    private readonly Task _writers;
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _targets = [];
    private int _acknowledged;
    private volatile bool _isStopping;

    /// <summary>Starts the writers. What they write follows from the seed; how far they get, from the machine.</summary>
    public InsertLoad(Ledger ledger, InstanceProcess principal, int repetition, int seed, IEnumerable<int> writers)
    {
        (_ledger, _principal) = (ledger, principal);
        _writers = Task.WhenAll(writers.Select(writer => WriteAsync(repetition, writer, new Random(HashCode.Combine(seed, writer)))));
    }

    /// <summary>Completes when so many more inserts are acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _targets.Add((_acknowledged + more, reached));
        }

        if (await Task.WhenAny(reached.Task, _writers).WaitAsync(Patience, TimeProvider.System) == _writers)
        {
            await _writers;
            throw new InvalidOperationException($"The database on {_principal.Name} stopped serving before it was made to.");
        }
    }

    /// <summary>Completes when no writer is left.</summary>
    public Task EndedAsync() => _writers.WaitAsync(Patience, TimeProvider.System);

    /// <summary>Stops the writers between two inserts.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        return EndedAsync();
    }

    private static bool IsGone(SqlException e) => AccessRefusal.Is(e) || StoppedServing.Contains(e.Number);

    private static LedgerTransaction Next(int repetition, int writer, ref int number, Random random)
    {
        var rows = new LedgerRow[random.Next(4) == 0 ? RowsOfALargerTransaction : 1];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new LedgerRow(repetition, writer, number++, new string((char)('a' + random.Next(26)), random.Next(LongestBody)));
        }

        return new LedgerTransaction(rows);
    }

    private async Task WriteAsync(int repetition, int writer, Random random)
    {
        await Task.Yield();
        try
        {
            await using var connection = await _principal.OpenAsync(ReplicatedPair.Database);
            for (var number = 0; !_isStopping;)
            {
                var transaction = Next(repetition, writer, ref number, random);
                _ledger.Intend(transaction);
                await using var command = new SqlCommand(transaction.Batch, connection);
                await command.ExecuteNonQueryAsync();
                _ledger.Acknowledge(transaction);
                Count();
            }
        }
        catch (SqlException e) when (IsGone(e))
        {
            return;
        }
    }

    private void Count()
    {
        lock (_gate)
        {
            _acknowledged++;
            foreach (var (_, reached) in _targets.Where(target => target.Count <= _acknowledged))
            {
                reached.TrySetResult();
            }
        }
    }
}
