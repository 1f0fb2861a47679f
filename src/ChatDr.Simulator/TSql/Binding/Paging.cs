using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>TOP, or OFFSET and FETCH.</summary>
/// <param name="Top">Rows to give; null for all.</param>
/// <param name="Offset">Rows to leave out in front.</param>
/// <param name="Fetch">Rows to give behind them.</param>
internal sealed record Paging(BoundExpression? Top, BoundExpression? Offset, BoundExpression? Fetch)
{
    /// <summary>The rows that are left.</summary>
    /// <exception cref="Engine.SqlErrorException">127, 10742 or 10744: a number that is too small.</exception>
    public IEnumerable<T> Apply<T>(IEnumerable<T> rows, RowContext? row)
    {
        if (Top is not null)
        {
            rows = Take(rows, Number(Top, row, 0, 127, "A TOP N or FETCH rowcount value may not be negative."));
        }

        if (Offset is not null)
        {
            rows = rows.Skip((int)Math.Min(int.MaxValue, Number(Offset, row, 0, 10742, "The offset specified in an OFFSET clause may not be negative.")));
        }

        return Fetch is null ? rows : Take(rows, Number(Fetch, row, 1, 10744, "The number of rows provided for a FETCH clause must be greater than zero."));
    }

    private static IEnumerable<T> Take<T>(IEnumerable<T> rows, long count) => rows.Take((int)Math.Min(int.MaxValue, count));

    private static long Number(BoundExpression value, RowContext? row, long least, int error, string message) =>
        SqlConversion.To(value.Evaluate(row), SqlType.BigInt) switch
        {
            long number when number >= least => number,
            long => throw new Engine.SqlErrorException(error, 15, 1, message),
            _ => throw new Engine.SqlErrorException(1014, 16, 1, "A TOP or FETCH clause contains an invalid value."),
        };
}
