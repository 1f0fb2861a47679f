using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>Reading and changing data.</summary>
internal sealed partial class Database
{
    private readonly HashSet<Transaction> _active = [];
    private readonly Queue<(Lsn End, Transaction? Transaction, TaskCompletionSource Hardened)> _waiters = new();
    private long _lastTransaction;

    /// <summary>A table by name; null if there is none.</summary>
    public Table? FindTable(string schema, string name) => Read(image => image.Tables.Values.FirstOrDefault(table =>
        string.Equals(table.Definition.Schema, schema, StringComparison.OrdinalIgnoreCase)
            && string.Equals(table.Definition.Name, name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The tables.</summary>
    public IReadOnlyList<Table> Tables => Read(image => image.Tables.Values.ToArray());

    /// <summary>The users.</summary>
    public IReadOnlyList<DatabaseUser> Users => Read(image => image.Users.Values.ToArray());

    /// <summary>Begins a transaction. It costs nothing until it changes something.</summary>
    public Transaction Begin() => new(this, Interlocked.Increment(ref _lastTransaction));

    /// <summary>The rows as last committed, with the transaction's own changes over them.</summary>
    public static IEnumerable<Row> Scan(Transaction? transaction, Table table)
    {
        var committed = table.Rows;
        var own = transaction?.RowsOf(table.Definition.ObjectId);
        if (own is null)
        {
            return committed.Values;
        }

        var changed = own.ToArray();
        return committed.Values.Where(row => !own.ContainsKey(row.Id))
            .Concat(changed.Where(pair => pair.Value is not null).Select(pair => pair.Value!))
            .OrderBy(row => row.Id);
    }

    /// <summary>The row with a key in a unique index, as <see cref="Scan"/> sees it.</summary>
    public Row? Seek(Transaction? transaction, Table table, IndexDefinition index, IReadOnlyList<object?> key)
    {
        lock (_gate)
        {
            return FindLocked(transaction, table, index, IndexKey.Of(key)) is { } id ? VisibleLocked(transaction, table, id) : null;
        }
    }

    /// <summary>Inserts a row and returns its identity value, null without identity column.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="values">In column order; the identity column's value is taken as it is when not null (SET IDENTITY_INSERT).</param>
    /// <param name="cancellationToken">Ends a wait for another transaction's lock.</param>
    /// <exception cref="SqlErrorException">2627, 2601, 1205, or why the database is not accessible.</exception>
    public async ValueTask<long?> InsertAsync(Transaction transaction, Table table, object?[] values, CancellationToken cancellationToken)
    {
        Row row;
        long? identity = null;
        lock (_gate)
        {
            EnterLocked(transaction);
            if (table.Definition.IdentityColumn is >= 0 and var i)
            {
                values = [.. values];
                if (values[i] is null)
                {
                    identity = table.TakeIdentity();
                    values[i] = AsColumn(identity.Value, table.Definition.Columns[i]);
                }
                else
                {
                    identity = Convert.ToInt64(values[i], System.Globalization.CultureInfo.InvariantCulture);
                    table.NoteIdentity(values[i]);
                }
            }

            row = new Row(table.TakeRowId(), values);
        }

        await LockKeysAsync(transaction, table, row.Values, cancellationToken);
        lock (_gate)
        {
            EnterLocked(transaction);
            RefuseDuplicatesLocked(transaction, table, row);
            AddLocked(transaction, new PutRow(table.Definition.ObjectId, row), table, null);
        }

        return identity;
    }

    /// <summary>Replaces a row; false if it is gone.</summary>
    public async ValueTask<bool> UpdateAsync(Transaction transaction, Table table, long rowId, object?[] values, CancellationToken cancellationToken)
    {
        if (await LockRowAsync(transaction, table, rowId, cancellationToken) is not { } before)
        {
            return false;
        }

        await LockKeysAsync(transaction, table, before.Values, cancellationToken);
        await LockKeysAsync(transaction, table, values, cancellationToken);
        lock (_gate)
        {
            EnterLocked(transaction);
            var row = new Row(rowId, values);
            RefuseDuplicatesLocked(transaction, table, row);
            AddLocked(transaction, new PutRow(table.Definition.ObjectId, row), table, before);
        }

        return true;
    }

    /// <summary>Deletes a row; false if it is gone.</summary>
    public async ValueTask<bool> DeleteAsync(Transaction transaction, Table table, long rowId, CancellationToken cancellationToken)
    {
        if (await LockRowAsync(transaction, table, rowId, cancellationToken) is not { } before)
        {
            return false;
        }

        await LockKeysAsync(transaction, table, before.Values, cancellationToken);
        lock (_gate)
        {
            EnterLocked(transaction);
            AddLocked(transaction, new DeleteRow(table.Definition.ObjectId, rowId), table, before);
        }

        return true;
    }

    /// <summary>Takes back what the transaction did since a <see cref="Transaction.Mark"/>; its locks stay.</summary>
    public void RollBackTo(Transaction transaction, int mark)
    {
        lock (_gate)
        {
            foreach (var change in transaction.Forget(mark))
            {
                var (tableId, rowId) = change is PutRow put ? (put.Table, put.Row.Id) : (((DeleteRow)change).Table, ((DeleteRow)change).RowId);
                if (_image.Tables.TryGetValue(tableId, out var table))
                {
                    transaction.Add(change, table, VisibleLocked(transaction, table, rowId));
                }
            }
        }
    }

    /// <summary>Takes back the whole transaction. One whose commit is in the log stays: its outcome is the log's.</summary>
    public void Rollback(Transaction transaction)
    {
        lock (_gate)
        {
            if (!transaction.IsCommitting)
            {
                EndLocked(transaction);
            }
        }
    }

    /// <summary>
    /// Commits: returns when the transaction is in the log here and on every synchronised secondary. Cancelling the wait leaves the outcome to the log: the
    /// transaction may be committed.
    /// </summary>
    /// <exception cref="SqlErrorException">The database stopped serving: before the record was written (983 class: not committed), or while waiting (outcome
    /// unknown).</exception>
    public async ValueTask CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (transaction.Changes.Count == 0)
        {
            Rollback(transaction);
            return;
        }

        Task hardened;
        try
        {
            hardened = WrittenAsync(() =>
            {
                EnterLocked(transaction);
                return AppendCommitLocked(transaction.Changes, transaction);
            });
        }
        catch (SqlErrorException)
        {
            Rollback(transaction);
            throw;
        }

        await hardened.WaitAsync(cancellationToken);
    }

    /// <summary>Commits a change of definition, user or option at once, in a transaction of its own.</summary>
    internal async ValueTask CommitAsync(Change change, CancellationToken cancellationToken)
    {
        await WrittenAsync(() =>
        {
            EnsureAccessible();
            if (change is not (SetRecovery or SetOptions))
            {
                RefuseReadOnlyLocked();
            }

            return AppendCommitLocked([change], null);
        }).WaitAsync(cancellationToken);
    }

    private static object AsColumn(long value, ColumnDefinition column) => column.Type.Kind switch
    {
        Protocol.SqlTypeKind.Int => (object)checked((int)value),
        Protocol.SqlTypeKind.SmallInt => checked((short)value),
        Protocol.SqlTypeKind.TinyInt => checked((byte)value),
        Protocol.SqlTypeKind.Decimal => (decimal)value,
        _ => value,
    };

    private void EnterLocked(Transaction transaction)
    {
        EnsureAccessible();
        RefuseReadOnlyLocked();
        if (!transaction.IsActive || transaction.IsCommitting)
        {
            throw new SqlErrorException(3998, 16, 1, "The transaction has ended: the database was taken offline or changed its role. Start again.");
        }

        if (_active.Add(transaction))
        {
            transaction.BeginLsn = _log.Next;
        }
    }

    private void RefuseReadOnlyLocked()
    {
        if (_image.Options.IsReadOnly)
        {
            throw new SqlErrorException(3906, 16, 1, $"Failed to update database \"{Name}\" because the database is read-only.");
        }
    }

    /// <summary>Notes a change, for which there must be room in the log.</summary>
    private void AddLocked(Transaction transaction, Change change, Table table, Row? before)
    {
        ReserveLocked(transaction, transaction.LogBytes + LogEntryCodec.Estimate(change));
        transaction.Add(change, table, before);
    }

    private Task AppendCommitLocked(IReadOnlyList<Change> changes, Transaction? transaction)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var payload = LogEntryCodec.Encode(new TransactionEntry(_environment.Time.GetUtcNow().UtcDateTime, changes));
        ReserveLocked(transaction, payload.Length);
        transaction?.IsCommitting = true;
        var record = _log.Append(payload);
        var hardened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue((record.Next, transaction, hardened));
        return hardened.Task;
    }

    /// <summary>
    /// Appends under the lock and has it written: by this caller if nobody writes, else by who does. The task ends when the commit is hardened everywhere.
    /// </summary>
    private Task WrittenAsync(Func<Task> append)
    {
        Task hardened;
        bool leads;
        lock (_gate)
        {
            hardened = append();
            leads = TryLeadLocked();
        }

        if (leads)
        {
            _ = WriteLogAsync().AsTask();
        }

        return hardened;
    }

    private void EndLocked(Transaction transaction)
    {
        foreach (var name in transaction.Locks)
        {
            _locks.Remove(name);
        }

        transaction.Locks.Clear();
        _active.Remove(transaction);
        transaction.End();
    }

    private static long? FindLocked(Transaction? transaction, Table table, IndexDefinition index, string key) =>
        transaction is not null && transaction.TryFind($"{table.Definition.ObjectId}/{index.Name}/{key}", out var own) ? own : table.Find(index, key);

    private static Row? VisibleLocked(Transaction? transaction, Table table, long rowId) =>
        transaction?.RowsOf(table.Definition.ObjectId) is { } own && own.TryGetValue(rowId, out var row) ? row : table.Rows.GetValueOrDefault(rowId);

    private static void RefuseDuplicatesLocked(Transaction transaction, Table table, Row row)
    {
        foreach (var index in table.Definition.Indexes.Where(index => index.IsUnique))
        {
            if (FindLocked(transaction, table, index, IndexKey.Of(index, row.Values)) is { } other && other != row.Id)
            {
                var kind = index.IsPrimaryKey ? "PRIMARY KEY" : "UNIQUE KEY";
                var key = string.Join(", ", index.Columns.Select(column => row.Values[column] ?? "<NULL>"));
                throw index.IsConstraint
                    ? new SqlErrorException(2627, 14, 1,
                        $"Violation of {kind} constraint '{index.Name}'. Cannot insert duplicate key in object "
                            + $"'{table.Definition.Schema}.{table.Definition.Name}'. The duplicate key value is ({key}).")
                    : new SqlErrorException(2601, 14, 1,
                        $"Cannot insert duplicate key row in object '{table.Definition.Schema}.{table.Definition.Name}' with unique index '{index.Name}'. The "
                            + $"duplicate key value is ({key}).");
            }
        }
    }
}
