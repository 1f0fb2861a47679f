using System.Runtime.CompilerServices;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Parsing;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>
/// Runs batches: control of flow, variables, queries and errors. An error of severity 11 and more ends its statement; some, THROW, and every one under
/// XACT_ABORT end the batch (Microsoft Learn, "SET XACT_ABORT", "TRY...CATCH").
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
            await RunBodyAsync(StatementParser.Parse(text, batch.State.QuotesNames), batch, attention);
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
            await ReportAsync(aborted.Errors, batch, attention, aborted.Line);
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

            await ReportAsync(refusal.Errors, batch, attention, statement.Line);
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
            batch.State.Caught = (aborted.Errors[^1], aborted.Errors[^1] is { Line: > 0 and var line } ? line : aborted.Line);
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
                    var (from, value) = variable.Initial is null ? (variable.Type, null) : batch.Evaluate(variable.Initial);
                    batch.Declare(variable.Name, variable.Type, value, from);
                }

                break;
            case SetVariableStatement set:
                var (type, assigned) = batch.Evaluate(set.Value);
                batch.Assign(set.Name, assigned, type);
                batch.State.RowCount = 1;
                break;
            case SetOptionsStatement options:
                SessionOptions.Set(options, batch.State);
                break;
            case SetValueStatement option:
                SessionOptions.Set(option.Option, batch.Evaluate(option.Value).Value, batch.State);
                break;
            case SetIsolationLevelStatement isolation:
                batch.State.IsolationLevel = isolation.Level;
                break;
            case PrintStatement print:
                await batch.Writer.InfoAsync(new(0, 0, 1, batch.EvaluateText(print.Value)), attention);
                break;
            case RaiseErrorStatement raise:
                await RaisedErrors.RaiseAsync(raise, batch, attention);
                break;
            case ThrowStatement thrown:
                throw RaisedErrors.Throw(thrown, batch);
            case WaitForDelayStatement wait:
                var delay = (TimeSpan)SqlConversion.To(batch.Evaluate(wait.Delay).Value, new(SqlTypeKind.Time, 0, 0, 7))!;
                await Task.Delay(delay, batch.Time, attention);
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
                    batch.Assign(bound.Assignments[i], row[i], bound.Columns[i].Type);
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

    private static async ValueTask ReportAsync(IReadOnlyList<SqlError> errors, BatchContext batch, CancellationToken attention, int line = 0)
    {
        batch.State.LastError = errors[^1].Number;
        batch.State.RowCount = 0;
        foreach (var error in errors.Select(error => error.Line > 0 ? error : error with { Line = line }))
        {
            await (error.Severity > 10 ? batch.Writer.ErrorAsync(error, attention) : batch.Writer.InfoAsync(error, attention));
        }
    }
}
