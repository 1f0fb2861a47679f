using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The arguments of a system procedure, by the names of its parameters in their order. NULL and absent are the same, as their defaults are.</summary>
internal sealed class ProcedureArguments
{
    private readonly string _procedure;
    private readonly Dictionary<string, EvaluatedArgument> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Binds arguments to parameters.</summary>
    /// <exception cref="SqlErrorException">8144 too many; 8145 no such parameter; 8143 twice.</exception>
    public ProcedureArguments(string procedure, IReadOnlyList<EvaluatedArgument> arguments, params ReadOnlySpan<string> parameters)
    {
        _procedure = procedure;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Name is null && i >= parameters.Length)
            {
                throw new SqlErrorException(8144, 16, 2, $"Procedure or function {procedure} has too many arguments specified.");
            }

            var name = arguments[i].Name ?? parameters[i];
            if (!Contains(parameters, name))
            {
                throw new SqlErrorException(8145, 16, 2, $"{name} is not a parameter for procedure {procedure}.");
            }

            if (!_given.TryAdd(name, arguments[i]))
            {
                throw new SqlErrorException(8143, 16, 1, $"Parameter '{name}' was supplied multiple times.");
            }
        }
    }

    /// <summary>The value; null for NULL and when it is absent.</summary>
    public object? Value(string name) => _given.GetValueOrDefault(name)?.Value;

    /// <summary>Whether it was given, as NULL perhaps.</summary>
    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>As text.</summary>
    public string? Text(string name) => Value(name) is { } value ? SqlConversion.Text(value) : null;

    /// <summary>As text.</summary>
    /// <exception cref="SqlErrorException">201: it is absent.</exception>
    public string RequiredText(string name) => Text(name) ?? throw SqlErrors.MissingParameter(_procedure, name);

    /// <summary>As int.</summary>
    public int? Integer(string name) => (int?)SqlConversion.To(Value(name), SqlType.Int);

    /// <summary>As bit.</summary>
    public bool? Flag(string name) => (bool?)SqlConversion.To(Value(name), SqlType.Bit);

    /// <summary>As datetime.</summary>
    public DateTime? Date(string name) => (DateTime?)SqlConversion.To(Value(name), SqlType.DateTime);

    /// <summary>As uniqueidentifier.</summary>
    public Guid? Guid(string name) => (Guid?)SqlConversion.To(Value(name), SqlType.UniqueIdentifier);

    /// <summary>Gives an OUTPUT parameter its value, where the caller asked for it.</summary>
    public void Answer(string name, object? value, BatchContext batch)
    {
        if (_given.GetValueOrDefault(name)?.OutputVariable is { } variable)
        {
            batch.Assign(variable, value);
        }
    }

    private static bool Contains(ReadOnlySpan<string> parameters, string name)
    {
        foreach (var parameter in parameters)
        {
            if (string.Equals(parameter, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
