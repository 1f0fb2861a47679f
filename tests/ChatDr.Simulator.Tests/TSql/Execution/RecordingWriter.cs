using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tests.TSql.Execution;

/// <summary>Keeps what a batch answers.</summary>
internal sealed class RecordingWriter : IResultWriter
{
    public List<IReadOnlyList<ResultColumn>> Columns { get; } = [];

    public List<object?[]> Rows { get; } = [];

    public List<SqlError> Errors { get; } = [];

    public List<SqlError> Infos { get; } = [];

    public List<TransactionChange> Transactions { get; } = [];

    public ValueTask ColumnsAsync(IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken) => Keep(Columns, columns);

    public ValueTask RowAsync(IReadOnlyList<object?> values, CancellationToken cancellationToken) => Keep(Rows, [.. values]);

    public ValueTask DoneAsync(long? rowCount, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask InfoAsync(SqlError info, CancellationToken cancellationToken) => Keep(Infos, info);

    public ValueTask ErrorAsync(SqlError error, CancellationToken cancellationToken) => Keep(Errors, error);

    public ValueTask DatabaseChangedAsync(string from, string to, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask TransactionChangedAsync(TransactionChange change, long descriptor, CancellationToken cancellationToken) => Keep(Transactions, change);

    private static ValueTask Keep<T>(List<T> list, T item)
    {
        list.Add(item);
        return ValueTask.CompletedTask;
    }
}
