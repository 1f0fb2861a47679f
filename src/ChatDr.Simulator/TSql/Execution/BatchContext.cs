using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>A batch that runs: its variables over the session's tables and functions.</summary>
/// <param name="session">Tables and functions of the session.</param>
/// <param name="state">What the session keeps.</param>
/// <param name="writer">Takes the results.</param>
internal sealed class BatchContext(IBindingEnvironment session, SessionState state, IResultWriter writer) : IBindingEnvironment
{
    private readonly Dictionary<string, (SqlType Type, object? Value)> _variables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the session keeps.</summary>
    public SessionState State => state;

    /// <summary>Takes the results.</summary>
    public IResultWriter Writer => writer;

    /// <inheritdoc/>
    public TimeProvider Time => session.Time;

    /// <inheritdoc/>
    public int DateFirst => state.DateFirst;

    /// <summary>A batch inside this one, with variables of its own: EXECUTE of a text.</summary>
    public BatchContext Nested() => new(session, state, writer);

    /// <summary>Declares a variable.</summary>
    /// <exception cref="Engine.SqlErrorException">134: it is declared already.</exception>
    public void Declare(string name, SqlType type, object? value, SqlType? from = null)
    {
        if (!_variables.TryAdd(name, (type, SqlConversion.To(value, type, 0, from))))
        {
            throw SqlErrors.VariableExists(name);
        }
    }

    /// <summary>Assigns to a variable, as its type.</summary>
    /// <exception cref="Engine.SqlErrorException">137: it is not declared.</exception>
    public void Assign(string name, object? value, SqlType? from = null)
    {
        var type = FindVariable(name) ?? throw SqlErrors.UndeclaredVariable(name);
        _variables[name] = (type, SqlConversion.To(value, type, 0, from));
    }

    /// <summary>The value of an expression outside of any query.</summary>
    public (SqlType Type, object? Value) Evaluate(Expression expression)
    {
        var bound = new ExpressionBinder(this, null).Bind(expression);
        return (bound.Type, bound.Evaluate(null));
    }

    /// <summary>The text of an expression; empty for NULL.</summary>
    public string EvaluateText(Expression expression) => Evaluate(expression) is (var type, { } value) ? SqlConversion.Text(value, 0, type) : "";

    /// <inheritdoc/>
    public Relation? FindRelation(ObjectName name) => session.FindRelation(name);

    /// <inheritdoc/>
    public SqlType? FindVariable(string name) => _variables.TryGetValue(name, out var variable) ? variable.Type : null;

    /// <inheritdoc/>
    public object? GetVariable(string name) => _variables[name].Value;

    /// <inheritdoc/>
    public BoundExpression? FindSystemVariable(string name) => name switch
    {
        "@@ROWCOUNT" => new(SqlType.Int, _ => (int)state.RowCount),
        "@@ERROR" => new(SqlType.Int, _ => state.LastError),
        "@@TRANCOUNT" => new(SqlType.Int, _ => state.TransactionCount),
        "@@IDENTITY" => new(SqlType.Decimal(38, 0), _ => state.Identity),
        "@@OPTIONS" => new(SqlType.Int, _ => SessionOptions.Mask(state)),
        "@@LOCK_TIMEOUT" => new(SqlType.Int, _ => state.LockTimeout),
        "@@NESTLEVEL" or "@@FETCH_STATUS" or "@@PROCID" => new(SqlType.Int, _ => 0),
        "@@DATEFIRST" => new(SqlType.TinyInt, _ => (byte)state.DateFirst),
        "@@TEXTSIZE" => new(SqlType.Int, _ => state.TextSize),
        _ => session.FindSystemVariable(name),
    };

    /// <inheritdoc/>
    public BoundExpression? FindFunction(string name, IReadOnlyList<BoundExpression> arguments) => (name, arguments.Count) switch
    {
        ("SCOPE_IDENTITY", 0) => new(SqlType.Decimal(38, 0), _ => state.Identity),
        ("SESSIONPROPERTY", 1) => new(new(SqlTypeKind.SqlVariant), row => OptionOf(arguments[0].Evaluate(row))),
        ("ROWCOUNT_BIG", 0) => new(SqlType.BigInt, _ => state.RowCount),
        ("XACT_STATE", 0) => new(SqlType.SmallInt, _ => (short)(state.IsDoomed ? -1 : state.TransactionCount > 0 ? 1 : 0)),
        ("ERROR_NUMBER", 0) => new(SqlType.Int, _ => state.Caught?.Error.Number),
        ("ERROR_SEVERITY", 0) => new(SqlType.Int, _ => (int?)state.Caught?.Error.Severity),
        ("ERROR_STATE", 0) => new(SqlType.Int, _ => (int?)state.Caught?.Error.State),
        ("ERROR_MESSAGE", 0) => new(SqlType.NVarChar(4000), _ => state.Caught?.Error.Message),
        ("ERROR_LINE", 0) => new(SqlType.Int, _ => state.Caught?.Line),
        ("ERROR_PROCEDURE", 0) => new(SqlType.SysName, _ => null),
        ("SESSION_CONTEXT", 1) => new(new(SqlTypeKind.SqlVariant), row => ContextOf(arguments[0].Evaluate(row))),
        _ => session.FindFunction(name, arguments),
    };

    private int? OptionOf(object? name) => name is null ? null : state.OptionsOn.Contains(SqlConversion.Text(name)) ? 1 : 0;

    private object? ContextOf(object? key) => key is not null && state.Context.TryGetValue(SqlConversion.Text(key), out var entry) ? entry.Value : null;
}
