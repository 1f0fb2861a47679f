using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds;

/// <summary>
/// Turns results into tokens. A DONE is held back until it is known whether another follows. Tokens are written whole before anything is
/// sent, so an attention never leaves half a token behind.
/// </summary>
internal sealed class TdsResultWriter(MessageWriter writer, TokenWriter tokens, Stream stream, CancellationToken connectionEnd) : IResultWriter
{
    private const int FatalSeverity = 20;
    private const int SendThreshold = 32 * 1024;
    private IReadOnlyList<ResultColumn> _columns = [];
    private (DoneStatus Status, long RowCount)? _held;
    private bool _hasError;

    /// <summary>Whether DONE tokens are those of a procedure's statements.</summary>
    public bool IsInProcedure { get; set; }

    /// <summary>Whether an error ends the connection.</summary>
    public bool IsFatal { get; private set; }

    public async ValueTask ColumnsAsync(IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        _columns = columns;
        tokens.Columns(columns);
        await SendIfMuchAsync();
    }

    public async ValueTask RowAsync(IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        tokens.Row(_columns, values);
        await SendIfMuchAsync();
    }

    public ValueTask DoneAsync(long? rowCount, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var status = (rowCount is null ? DoneStatus.Final : DoneStatus.Count) | (_hasError ? DoneStatus.Error : DoneStatus.Final);
        _held = (status, rowCount ?? 0);
        _hasError = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask InfoAsync(SqlError info, CancellationToken cancellationToken) => MessageAsync(info, cancellationToken);

    public ValueTask ErrorAsync(SqlError error, CancellationToken cancellationToken)
    {
        _hasError = true;
        IsFatal |= error.Severity >= FatalSeverity;
        return MessageAsync(error, cancellationToken);
    }

    /// <remarks>What has changed must reach the client even if it has just given up its request.</remarks>
    public ValueTask DatabaseChangedAsync(string from, string to, CancellationToken cancellationToken)
    {
        ReleaseHeld();
        tokens.DatabaseChanged(from, to);
        return SendIfMuchAsync();
    }

    /// <inheritdoc cref="DatabaseChangedAsync"/>
    public ValueTask TransactionChangedAsync(TransactionChange change, long descriptor, CancellationToken cancellationToken)
    {
        ReleaseHeld();
        tokens.TransactionChanged(change, descriptor);
        return SendIfMuchAsync();
    }

    /// <summary>Ends the answer to a batch.</summary>
    public void EndBatch()
    {
        if (_held is null || _hasError)
        {
            ReleaseHeld();
            tokens.Done(DoneKind.Batch, _hasError ? DoneStatus.Error : DoneStatus.Final, 0);
        }
        else
        {
            tokens.Done(DoneKind.Batch, _held.Value.Status, _held.Value.RowCount);
        }

        Forget();
    }

    /// <summary>Ends the answer with errors.</summary>
    public async ValueTask RefuseAsync(IReadOnlyList<SqlError> errors, CancellationToken cancellationToken)
    {
        foreach (var error in errors)
        {
            await ErrorAsync(error, cancellationToken);
        }

        EndBatch();
    }

    /// <summary>Ends the answer to a procedure call.</summary>
    public void EndProcedure(int status, IReadOnlyList<RpcParameter> parameters, bool isLast)
    {
        ReleaseHeld();
        tokens.ReturnStatus(status);
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].IsOutput)
            {
                tokens.ReturnValue(i, parameters[i]);
            }
        }

        tokens.Done(DoneKind.Procedure, (isLast ? DoneStatus.Final : DoneStatus.More) | (_hasError ? DoneStatus.Error : DoneStatus.Final), 0);
        Forget();
    }

    /// <summary>Ends the answer to a request that the client gave up: an error without a message, which clients then do not report.</summary>
    public void EndAborted()
    {
        Forget();
        tokens.Done(DoneKind.Batch, DoneStatus.Error, 0);
    }

    private void Forget()
    {
        _held = null;
        _hasError = false;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => writer.FlushAsync(stream, PacketType.TabularResult, connectionEnd);

    private ValueTask MessageAsync(SqlError message, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        tokens.Message(message);
        return SendIfMuchAsync();
    }

    private void Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReleaseHeld();
    }

    private void ReleaseHeld()
    {
        if (_held is { } held)
        {
            tokens.Done(IsInProcedure ? DoneKind.InProcedure : DoneKind.Batch, held.Status | DoneStatus.More, held.RowCount);
            _held = null;
        }
    }

    private ValueTask SendIfMuchAsync() => writer.Count < SendThreshold
        ? ValueTask.CompletedTask
        : writer.FlushFullPacketsAsync(stream, PacketType.TabularResult, connectionEnd);
}
