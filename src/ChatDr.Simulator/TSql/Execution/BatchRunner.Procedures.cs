using System.Text.RegularExpressions;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Parsing;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>EXECUTE of procedures and of sp_executesql.</summary>
internal sealed partial class BatchRunner
{
    private async ValueTask ExecuteProcedureAsync(ExecuteProcedureStatement statement, BatchContext batch, CancellationToken attention)
    {
        var arguments = statement.Arguments.Select(argument =>
        {
            var (type, value) = argument.Value is null ? (SqlType.Int, null) : batch.Evaluate(argument.Value);
            return new EvaluatedArgument(argument.Name, type, value, argument.Output ? (argument.Value as VariableExpression)?.Name : null);
        }).ToArray();
        var status = 0;
        if (statement.Procedure.Name.Equals("sp_executesql", StringComparison.OrdinalIgnoreCase))
        {
            await ExecuteSqlAsync(arguments, batch, attention);
        }
        else
        {
            status = await handler.ExecuteProcedureAsync(statement.Procedure.ToString().ToLowerInvariant(), arguments, batch, attention);
        }

        if (statement.ReturnVariable is { } variable)
        {
            batch.Assign(variable, status);
        }
    }

    /// <summary>sp_executesql statement, declarations, values …</summary>
    private async ValueTask ExecuteSqlAsync(EvaluatedArgument[] arguments, BatchContext batch, CancellationToken attention)
    {
        if (arguments.Length is 0 || arguments[0].Value is not { } text)
        {
            throw SqlErrors.MissingParameter("sp_executesql", "@statement");
        }

        var nested = batch.Nested();
        var outputs = new List<(string Inner, string Outer)>();
        if (arguments.Length > 1 && arguments[1].Value is { } declarations)
        {
            var list = "DECLARE " + OutputWords().Replace(SqlConversion.Text(declarations), "");
            var declared = ((DeclareStatement)StatementParser.Parse(list)[0]).Variables;
            for (var i = 0; i < declared.Count; i++)
            {
                var name = declared[i].Name;
                var given = arguments.Skip(2).FirstOrDefault(argument => string.Equals(argument.Name, name, StringComparison.OrdinalIgnoreCase))
                    ?? arguments.Skip(2).Where(argument => argument.Name is null).ElementAtOrDefault(i)
                    ?? throw new SqlErrorException(8178, 16, 1, $"The parameterized query expects the parameter '{name}', which was not supplied.");
                nested.Declare(name, declared[i].Type, given.Value);
                if (given.OutputVariable is { } outer)
                {
                    outputs.Add((name, outer));
                }
            }
        }

        await RunNestedAsync(SqlConversion.Text(text), nested, attention);
        foreach (var (inner, outer) in outputs)
        {
            batch.Assign(outer, nested.GetVariable(inner));
        }
    }

    private async ValueTask RunNestedAsync(string text, BatchContext nested, CancellationToken attention)
    {
        if (_nesting >= DeepestNesting)
        {
            throw new SqlErrorException(217, 16, 1, "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit 32).");
        }

        _nesting++;
        try
        {
            await RunBodyAsync(StatementParser.Parse(text, nested.State.QuotesNames), nested, attention);
        }
        finally
        {
            _nesting--;
        }
    }

    [GeneratedRegex(@"\s+(OUTPUT|OUT)\b(?=\s*(,|$))", RegexOptions.IgnoreCase)]
    private static partial Regex OutputWords();
}
