using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>A function's name and its arguments, from which it becomes an expression.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Values">The arguments.</param>
internal sealed record FunctionArguments(string Name, IReadOnlyList<BoundExpression> Values)
{
    private static readonly SqlType LongText = SqlType.NVarChar(4000);

    /// <summary>The number of arguments.</summary>
    public int Count => Values.Count;

    /// <summary>The first argument's type; int when there is none.</summary>
    public SqlType First => Values.Count > 0 ? Values[0].Type : SqlType.Int;

    /// <summary>The first argument's type if it is text, else nvarchar(4000).</summary>
    public SqlType Textual => SqlTypes.IsText(First) ? First : LongText;

    /// <summary>The type that the arguments share; those without a type, the literal NULL, do not count.</summary>
    public static SqlType Common(IEnumerable<BoundExpression> values) =>
        values.Where(value => !value.IsUntyped).Select(value => value.Type).DefaultIfEmpty(SqlType.Int).Aggregate(SqlTypes.Common);

    /// <summary>A function of the values, NULLs among them.</summary>
    /// <exception cref="Engine.SqlErrorException">174: it takes another number of arguments.</exception>
    public BoundExpression Map(int count, SqlType type, Func<object?[], object?> compute) => Count == count
        ? new(type, row => compute([.. Values.Select(value => value.Evaluate(row))]))
        : throw SqlErrors.ArgumentCount(Name.ToLowerInvariant(), count);

    /// <summary>A function that is NULL when an argument is.</summary>
    /// <exception cref="Engine.SqlErrorException">174: it takes another number of arguments.</exception>
    public BoundExpression Strict(int count, SqlType type, Func<object[], object?> compute) =>
        Map(count, type, values => values.Contains(null) ? null : compute(values!));

    /// <summary>A value as int.</summary>
    public static int Int(object value) => (int)SqlConversion.To(value, SqlType.Int)!;

    /// <summary>A value as text.</summary>
    public static string Text(object value) => SqlConversion.Text(value);
}
