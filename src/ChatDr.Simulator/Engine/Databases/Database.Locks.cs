namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The exclusive locks of transactions on rows and unique keys.</summary>
internal sealed partial class Database
{
    private readonly Dictionary<string, Transaction> _locks = [];

    /// <summary>Takes the exclusive lock on a row and returns it as it then is; null if it is gone.</summary>
    public async ValueTask<Row?> LockRowAsync(Transaction transaction, Table table, long rowId, CancellationToken cancellationToken)
    {
        await LockAsync(transaction, $"{table.Definition.ObjectId}/{rowId}", cancellationToken);
        lock (_gate)
        {
            EnterLocked(transaction);
            return VisibleLocked(transaction, table, rowId);
        }
    }

    internal static string KeyName(TableDefinition table, IndexDefinition index, object?[] values) =>
        $"{table.ObjectId}/{index.Name}/{IndexKey.Of(index, values)}";

    private async ValueTask LockKeysAsync(Transaction transaction, Table table, object?[] values, CancellationToken cancellationToken)
    {
        foreach (var index in table.Definition.Indexes.Where(index => index.IsUnique))
        {
            await LockAsync(transaction, KeyName(table.Definition, index, values), cancellationToken);
        }
    }

    private async ValueTask LockAsync(Transaction transaction, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task ownerEnded;
            lock (_gate)
            {
                EnterLocked(transaction);
                if (!_locks.TryGetValue(name, out var owner) || owner == transaction)
                {
                    _locks[name] = transaction;
                    transaction.Locks.Add(name);
                    transaction.WaitsFor = null;
                    return;
                }

                for (var next = owner; next is not null; next = next.WaitsFor)
                {
                    if (next == transaction)
                    {
                        transaction.WaitsFor = null;
                        EndLocked(transaction);
                        throw new SqlErrorException(
                            1205, 13, 51, "The transaction was deadlocked with another process and has been chosen as the victim. Rerun the transaction.");
                    }
                }

                transaction.WaitsFor = owner;
                ownerEnded = owner.Ended;
            }

            try
            {
                await ownerEnded.WaitAsync(cancellationToken);
            }
            finally
            {
                lock (_gate)
                {
                    transaction.WaitsFor = null;
                }
            }
        }
    }
}
