using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Protocol;

/// <summary>
/// Takes what a batch answers, in order. One call at a time. For each statement that counts: <see cref="ColumnsAsync"/> and rows where it has a
/// result set, then <see cref="DoneAsync"/>. The writer itself works out which answer is the last.
/// </summary>
internal interface IResultWriter
{
    /// <summary>Begins a result set.</summary>
    ValueTask ColumnsAsync(IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken);

    /// <summary>A row of the result set begun last; values in column order, null for NULL.</summary>
    ValueTask RowAsync(IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>Ends a statement.</summary>
    /// <param name="rowCount">Rows returned or affected; null for a statement that has none, or under SET NOCOUNT ON.</param>
    /// <param name="cancellationToken">Ends the wait for a slow client.</param>
    ValueTask DoneAsync(long? rowCount, CancellationToken cancellationToken);

    /// <summary>Sends what was written so far, for a statement that goes on for long.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A message of severity 10 or less.</summary>
    ValueTask InfoAsync(SqlError info, CancellationToken cancellationToken);

    /// <summary>An error; the statement's <see cref="DoneAsync"/> then need not be written.</summary>
    ValueTask ErrorAsync(SqlError error, CancellationToken cancellationToken);

    /// <summary>The session's database changed (USE).</summary>
    ValueTask DatabaseChangedAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>The outermost transaction began or ended, so that the client's driver knows about it.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="descriptor">Names the transaction; not 0.</param>
    /// <param name="cancellationToken">Ends the wait for a slow client.</param>
    ValueTask TransactionChangedAsync(TransactionChange change, long descriptor, CancellationToken cancellationToken);
}
