using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Parsing;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>
/// Runs batches: control of flow, variables, queries and errors. An error of severity 11 and more ends its statement; some, THROW, and every one under XACT_ABORT end
/// the batch (Microsoft Learn, "SET XACT_ABORT", "TRY...CATCH").
/// </summary>
internal sealed partial class BatchRunner(IStatementHandler handler)
{
    private const int DeepestNesting = 32;
    private const int RoundsBetweenYields = 1024;
    private int _tryDepth;
    private int _nesting;

    /// <summary>Runs a batch; errors go to the writer.</summary>
    public async Task RunAsync(string text, BatchContext batch, CancellationToken attention)
    {
        _tryDepth = 0;
        _nesting = 0;
        batch.State.Caught = null;
        try
        {
            await RunBodyAsync(StatementParser.Parse(text), batch, attention);
        }
        catch (SqlErrorException refusal)
        {
            await ReportAsync(refusal.Errors, batch, attention);
        }
        catch (InsufficientExecutionStackException)
        {
            await ReportAsync(SqlErrors.NestedTooDeeply().Errors, batch, attention);
        }
        catch (BatchAbortedException aborted)
        {
            await ReportAsync(aborted.Errors, batch, attention);
        }
        catch (OperationCanceledException) when (batch.State is { XactAbort: true, TransactionCount: > 0 })
        {
            // An attention rolls back under XACT_ABORT; without it the transaction stays open (Microsoft Learn, "SET XACT_ABORT").
            await handler.RollbackAsync(batch, CancellationToken.None);
            throw;
        }

        if (batch.State.IsDoomed)
        {
            await handler.RollbackAsync(batch, attention);
            await ReportAsync([SqlErrors.DoomedAtEnd], batch, attention);
        }
    }

    private async ValueTask<Flow> RunBodyAsync(IReadOnlyList<Statement> body, BatchContext batch, CancellationToken attention)
    {
        foreach (var statement in body)
        {
            var flow = await RunGuardedAsync(statement, batch, attention);
            if (flow is not Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private async ValueTask<Flow> RunGuardedAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        attention.ThrowIfCancellationRequested();
        try
        {
            var flow = await RunOneAsync(statement, batch, attention);
            if (statement is not (IfStatement or WhileStatement or BlockStatement or TryStatement or DeclareStatement or RaiseErrorStatement))
            {
                batch.State.LastError = 0;
            }

            return flow;
        }
        catch (SqlErrorException refusal)
        {
            var first = refusal.Errors[0];
            if (_tryDepth > 0)
            {
                batch.State.IsDoomed |= batch.State.TransactionCount > 0 && statement is not RaiseErrorStatement
                    && (batch.State.XactAbort || (SqlErrors.EndsBatch(first) && statement is not ThrowStatement));
                throw new BatchAbortedException(refusal.Errors, statement.Line);
            }

            if (batch.State.XactAbort && batch.State.TransactionCount > 0 && statement is not RaiseErrorStatement)
            {
                await handler.RollbackAsync(batch, attention);
                throw new BatchAbortedException(refusal.Errors, statement.Line);
            }

            if (SqlErrors.EndsBatch(first) || statement is ThrowStatement || (batch.State.XactAbort && statement is not RaiseErrorStatement))
            {
                throw new BatchAbortedException(refusal.Errors, statement.Line);
            }

            await ReportAsync(refusal.Errors, batch, attention);
            return Flow.Next;
        }
    }

    private async ValueTask<Flow> RunOneAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case BlockStatement block:
                return await RunBodyAsync(block.Body, batch, attention);
            case IfStatement branch:
                var chosen = IsTrue(branch.Condition, batch) ? branch.Then : branch.Else;
                return chosen is null ? Flow.Next : await RunGuardedAsync(chosen, batch, attention);
            case WhileStatement loop:
                return await RunLoopAsync(loop, batch, attention);
            case BreakStatement:
                return Flow.Break;
            case ContinueStatement:
                return Flow.Continue;
            case ReturnStatement:
                return Flow.Return;
            case TryStatement attempt:
                return await RunTryAsync(attempt, batch, attention);
            default:
                await RunSimpleAsync(statement, batch, attention);
                return Flow.Next;
        }
    }

    private static bool IsTrue(Expression condition, BatchContext batch) => new ExpressionBinder(batch, null).BindCondition(condition)(null);

    private async ValueTask<Flow> RunLoopAsync(WhileStatement loop, BatchContext batch, CancellationToken attention)
    {
        for (var rounds = 1L; IsTrue(loop.Condition, batch); rounds++)
        {
            attention.ThrowIfCancellationRequested();
            if (rounds % RoundsBetweenYields is 0)
            {
                // An endless loop may keep a processor busy, not a thread that other sessions wait for.
                await Task.Yield();
            }

            var flow = await RunGuardedAsync(loop.Body, batch, attention);
            if (flow is Flow.Break)
            {
                break;
            }

            if (flow is Flow.Return)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private async ValueTask<Flow> RunTryAsync(TryStatement attempt, BatchContext batch, CancellationToken attention)
    {
        var surrounding = batch.State.Caught;
        _tryDepth++;
        try
        {
            return await RunBodyAsync(attempt.Body, batch, attention);
        }
        catch (BatchAbortedException aborted) when (aborted.Errors[0].Severity < 20)
        {
            batch.State.Caught = (aborted.Errors[^1], aborted.Line);
            batch.State.LastError = aborted.Errors[^1].Number;
        }
        finally
        {
            _tryDepth--;
        }

        var flow = await RunBodyAsync(attempt.Catch, batch, attention);
        batch.State.Caught = surrounding;
        return flow;
    }

    private async ValueTask RunSimpleAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case SelectStatement select:
                await SelectAsync(select.Query, batch, attention);
                break;
            case DeclareStatement declare:
                foreach (var variable in declare.Variables)
                {
                    batch.Declare(variable.Name, variable.Type, variable.Initial is null ? null : batch.Evaluate(variable.Initial).Value);
                }

                break;
            case SetVariableStatement set:
                batch.Assign(set.Name, batch.Evaluate(set.Value).Value);
                batch.State.RowCount = 1;
                break;
            case SetOptionsStatement options:
                SetOptions(options, batch.State);
                break;
            case SetValueStatement option:
                SetValue(option, batch);
                break;
            case SetIsolationLevelStatement isolation:
                batch.State.IsolationLevel = isolation.Level;
                break;
            case PrintStatement print:
                await batch.Writer.InfoAsync(new(0, 0, 1, batch.EvaluateText(print.Value)), attention);
                break;
            case RaiseErrorStatement raise:
                await RaiseAsync(raise, batch, attention);
                break;
            case ThrowStatement thrown:
                throw Throw(thrown, batch);
            case WaitForDelayStatement wait:
                await Task.Delay((TimeSpan)SqlConversion.To(batch.Evaluate(wait.Delay).Value, new(SqlTypeKind.Time, 0, 0, 7))!, batch.Time, attention);
                break;
            case ExecuteTextStatement execute:
                await RunNestedAsync(batch.EvaluateText(execute.Text), batch.Nested(), attention);
                break;
            case ExecuteProcedureStatement procedure:
                await ExecuteProcedureAsync(procedure, batch, attention);
                break;
            default:
                await handler.ExecuteAsync(statement, batch, attention);
                break;
        }
    }

    private static async ValueTask SelectAsync(Query query, BatchContext batch, CancellationToken attention)
    {
        var bound = new QueryBinder(batch).Bind(query, null);
        var count = 0L;
        if (bound.Assignments.Count > 0)
        {
            foreach (var row in bound.Rows(null))
            {
                count++;
                for (var i = 0; i < bound.Assignments.Count; i++)
                {
                    batch.Assign(bound.Assignments[i], row[i]);
                }
            }

            batch.State.RowCount = count;
            return;
        }

        await batch.Writer.ColumnsAsync(bound.Columns, attention);
        foreach (var row in bound.Rows(null))
        {
            attention.ThrowIfCancellationRequested();
            await batch.Writer.RowAsync(row, attention);
            count++;
        }

        batch.State.RowCount = count;
        await batch.Writer.DoneAsync(batch.State.NoCount ? null : count, attention);
    }

    private static void SetOptions(SetOptionsStatement statement, SessionState state)
    {
        foreach (var option in statement.Options)
        {
            if (statement.On && option is "IMPLICIT_TRANSACTIONS" or "PARSEONLY" or "NOEXEC" or "FMTONLY")
            {
                throw SqlErrors.NotSupported($"SET {option} ON");
            }

            _ = statement.On ? state.OptionsOn.Add(option) : state.OptionsOn.Remove(option);
        }
    }

    private static void SetValue(SetValueStatement statement, BatchContext batch)
    {
        var value = batch.Evaluate(statement.Value).Value;
        switch (statement.Option)
        {
            case "LOCK_TIMEOUT":
                batch.State.LockTimeout = (int)SqlConversion.To(value, SqlType.Int)!;
                break;
            case "ROWCOUNT" when SqlConversion.To(value, SqlType.Int) is not 0:
                throw SqlErrors.NotSupported("SET ROWCOUNT");
            case "CONTEXT_INFO":
                throw SqlErrors.NotSupported("SET CONTEXT_INFO");
            default:
                break;
        }
    }

    private static async ValueTask RaiseAsync(RaiseErrorStatement raise, BatchContext batch, CancellationToken attention)
    {
        var (_, message) = batch.Evaluate(raise.Message);
        var severity = (int)(SqlConversion.To(batch.Evaluate(raise.Severity).Value, SqlType.Int) ?? 0);
        var state = (int)(SqlConversion.To(batch.Evaluate(raise.State).Value, SqlType.Int) ?? 0);
        var number = message is int known ? known : 50000;
        var text = message is string format ? Format(format, [.. raise.Arguments.Select(argument => batch.Evaluate(argument).Value)]) : $"Error {number}, severity {severity}, state {state} was raised, but no message with that error number was found in sys.messages.";
        var error = new SqlError(number, (byte)Math.Clamp(severity, 0, 25), (byte)Math.Clamp(state, 0, 255), text);
        if (severity > 10)
        {
            throw new SqlErrorException([error]);
        }

        await batch.Writer.InfoAsync(error, attention);
    }

    /// <summary>%s, %d, %i, %u and %% of RAISERROR.</summary>
    private static string Format(string format, object?[] arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is not '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var kind = format[++i];
            text.Append(kind is '%' ? "%"
                : kind is not ('s' or 'd' or 'i' or 'u') ? throw SqlErrors.NotSupported($"RAISERROR format %{kind}")
                : next < arguments.Length && arguments[next++] is { } value ? SqlConversion.Text(value) : "(null)");
        }

        return text.ToString();
    }

    private static Exception Throw(ThrowStatement thrown, BatchContext batch)
    {
        if (thrown.Number is null)
        {
            return batch.State.Caught is { } caught ? new BatchAbortedException([caught.Error], caught.Line)
                : new SqlErrorException(10704, 15, 1, "To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.");
        }

        var number = (int)(SqlConversion.To(batch.Evaluate(thrown.Number).Value, SqlType.Int) ?? 0);
        var state = (int)(SqlConversion.To(batch.Evaluate(thrown.State!).Value, SqlType.Int) ?? 0);
        return number >= 50000
            ? new SqlErrorException(number, 16, (byte)Math.Clamp(state, 0, 255), batch.EvaluateText(thrown.Message!))
            : new SqlErrorException(35100, 16, 10, string.Create(CultureInfo.InvariantCulture, $"Error number {number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647."));
    }

    private static async ValueTask ReportAsync(IReadOnlyList<SqlError> errors, BatchContext batch, CancellationToken attention)
    {
        batch.State.LastError = errors[^1].Number;
        batch.State.RowCount = 0;
        foreach (var error in errors)
        {
            await (error.Severity > 10 ? batch.Writer.ErrorAsync(error, attention) : batch.Writer.InfoAsync(error, attention));
        }
    }
}
