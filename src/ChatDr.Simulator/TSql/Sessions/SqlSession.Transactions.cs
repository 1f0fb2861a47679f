using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Explicit transactions: a count, one real transaction, and savepoints in it (Microsoft Learn, "ROLLBACK TRANSACTION", "SAVE TRANSACTION").</summary>
internal sealed partial class SqlSession
{
    private readonly List<(string Name, int Mark)> _savepoints = [];
    private string? _transactionName;

    /// <inheritdoc/>
    public async ValueTask RollbackAsync(BatchContext batch, CancellationToken attention)
    {
        AbandonTransaction();
        await batch.Writer.TransactionChangedAsync(TransactionChange.RolledBack, SessionId, attention);
    }

    private async ValueTask ExecuteTransactionAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case BeginTransactionStatement begin:
                await BeginAsync(begin.Name, batch, attention);
                break;
            case SaveTransactionStatement save:
                _savepoints.Add(_state.TransactionCount > 0 ? (save.Name, _transaction?.Mark ?? 0)
                    : throw new SqlErrorException(628, 16, 0, "Cannot issue SAVE TRANSACTION when there is no active transaction."));
                break;
            case CommitStatement:
                await CommitAsync(batch, attention);
                break;
            default:
                await RollBackAsync(((RollbackStatement)statement).Name, batch, attention);
                break;
        }
    }

    private async ValueTask BeginAsync(string? name, BatchContext batch, CancellationToken attention)
    {
        if (_state.TransactionCount++ is 0)
        {
            _transactionName = name;
            _savepoints.Clear();
            _info.HasOpenTransaction = true;
            await batch.Writer.TransactionChangedAsync(TransactionChange.Begun, SessionId, attention);
        }
    }

    private async ValueTask CommitAsync(BatchContext batch, CancellationToken attention)
    {
        if (_state.TransactionCount is 0)
        {
            throw SqlErrors.NoTransaction("COMMIT");
        }

        if (_state.TransactionCount-- is not 1)
        {
            return;
        }

        var transaction = _transaction;
        _transaction = null;
        (_info.HasOpenTransaction, _info.TransactionDatabase) = (false, null);
        if (transaction is not null)
        {
            await CommitAsync(transaction, batch, attention);
        }

        await batch.Writer.TransactionChangedAsync(TransactionChange.Committed, SessionId, attention);
    }

    /// <summary>
    /// A commit that fails has rolled back, and the client hears of it: its driver would otherwise hold the transaction for open. From severity 20 on the
    /// outcome is not known, and the connection ends.
    /// </summary>
    private async ValueTask CommitAsync(Transaction transaction, BatchContext batch, CancellationToken attention)
    {
        try
        {
            await transaction.Database.CommitAsync(transaction, attention);
        }
        catch (SqlErrorException e) when (e.Errors[0].Severity < 20)
        {
            await RollbackAsync(batch, attention);
            throw;
        }
    }

    /// <summary>A name is that of a savepoint, or else of the outermost transaction; without one all is rolled back.</summary>
    private async ValueTask RollBackAsync(string? name, BatchContext batch, CancellationToken attention)
    {
        if (_state.TransactionCount is 0)
        {
            throw SqlErrors.NoTransaction("ROLLBACK");
        }

        var savepoint = name is null ? -1 : _savepoints.FindLastIndex(saved => Same(saved.Name, name));
        if (savepoint < 0)
        {
            if (name is not null && (_transactionName is null || !Same(_transactionName, name)))
            {
                throw new SqlErrorException(6401, 16, 1, $"Cannot roll back {name}. No transaction or savepoint of that name was found.");
            }

            await RollbackAsync(batch, attention);
            return;
        }

        if (_state.IsDoomed)
        {
            throw new SqlErrorException(
                3931, 16, 1, "The current transaction cannot be committed and cannot be rolled back to a savepoint. Roll back the entire transaction.");
        }

        _savepoints.RemoveRange(savepoint + 1, _savepoints.Count - savepoint - 1);
        _transaction?.Database.RollBackTo(_transaction, _savepoints[savepoint].Mark);
    }

    private void AbandonTransaction()
    {
        if (_transaction is { } transaction)
        {
            transaction.Database.Rollback(transaction);
        }

        _transaction = null;
        (_info.HasOpenTransaction, _info.TransactionDatabase) = (false, null);
        _state.TransactionCount = 0;
        _state.IsDoomed = false;
    }
}
