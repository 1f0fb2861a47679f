using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Parsing;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>INSERT, UPDATE and DELETE: each statement is whole or not at all.</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ExecuteDataAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        var target = statement switch
        {
            InsertStatement insert => insert.Target,
            UpdateStatement update => TargetOf(update.Target, update.From),
            _ => TargetOf(((DeleteStatement)statement).Target, ((DeleteStatement)statement).From),
        };
        var (database, table) = FindTable(target);
        if (table is null)
        {
            throw FindRelation(target) is null ? SqlErrors.InvalidObject(target.ToString()) : SqlErrors.CatalogUpdate();
        }

        RequireOnTable(statement is InsertStatement ? "INSERT" : statement is UpdateStatement ? "UPDATE" : "DELETE", database!, table.Definition);
        _readsNothing = statement is UpdateStatement { Where: null, From: null } or DeleteStatement { Where: null, From: null };
        var isOwn = _state.TransactionCount is 0;
        var transaction = isOwn ? database!.Begin() : EnlistIn(database!);
        var mark = transaction.Mark;
        try
        {
            var changed = statement switch
            {
                InsertStatement insert => await InsertAsync(insert, table, transaction, batch, attention),
                UpdateStatement update => await UpdateAsync(update, table, transaction, batch, attention),
                _ => await DeleteAsync((DeleteStatement)statement, table, transaction, batch, attention),
            };
            if (isOwn)
            {
                await database!.CommitAsync(transaction, attention);
            }

            await AnswerAsync(statement, table, changed, batch, attention);
        }
        catch (Exception) when (isOwn)
        {
            database!.Rollback(transaction);
            throw;
        }
        catch (SqlErrorException) when (transaction.IsActive)
        {
            database!.RollBackTo(transaction, mark);
            throw;
        }
        catch (SqlErrorException)
        {
            AbandonTransaction();
            throw;
        }
        finally
        {
            _readsNothing = false;
        }
    }

    private Transaction EnlistIn(Database database)
    {
        _transaction ??= database.Begin();
        _info.TransactionDatabase = _transaction.Database.Name;
        return _transaction.Database == database ? _transaction : throw SqlErrors.NotSupported("a transaction over two databases");
    }

    private static ObjectName TargetOf(ObjectName target, TableSource? from) =>
        Tables(from).FirstOrDefault(table => Same(table.Alias ?? table.Name.Name, target.Name))?.Name ?? target;

    private static IEnumerable<NamedTable> Tables(TableSource? source) => source switch
    {
        NamedTable table => [table],
        JoinedTable join => Tables(join.Left).Concat(Tables(join.Right)),
        _ => [],
    };

    private async ValueTask<List<(object?[] Deleted, object?[] Inserted)>> InsertAsync(
        InsertStatement insert, Table table, Transaction transaction, BatchContext batch, CancellationToken attention)
    {
        var definition = table.Definition;
        var identity = definition.IdentityColumn;
        int[] positions = insert.Columns.Count > 0 ? [.. insert.Columns.Select(name => Position(table, name))]
            : insert.Rows is null && insert.Source is null ? []
            : [.. Enumerable.Range(0, definition.Columns.Count).Where(i => i != identity)];
        RequireOnce(insert.Columns);
        if (positions.Contains(identity))
        {
            throw SqlErrors.IdentityInsert(definition.Name);
        }

        var inserted = new List<(object?[], object?[])>();
        foreach (var given in Given(insert, batch, positions.Length, definition))
        {
            var values = new object?[definition.Columns.Count];
            for (var i = 0; i < values.Length; i++)
            {
                var index = Array.IndexOf(positions, i);
                var value = index >= 0 && given[index].HasValue ? given[index].Value : DefaultOf(definition.Columns[i], batch);
                values[i] = i == identity ? null : Fit(value, definition, definition.Columns[i], "INSERT");
            }

            var number = await transaction.Database.InsertAsync(transaction, table, values, attention);
            if (number is not null)
            {
                values[identity] = SqlConversion.To(number.Value, definition.Columns[identity].Type);
                _state.Identity = number;
            }

            inserted.Add((new object?[values.Length], values));
        }

        return inserted;
    }

    /// <exception cref="SqlErrorException">109, 110, 120, 121, 213 or 8101: the numbers of columns and values differ.</exception>
    private static IEnumerable<(bool HasValue, object? Value)[]> Given(InsertStatement insert, BatchContext batch, int width, TableDefinition table)
    {
        if (insert.Rows is { } rows)
        {
            foreach (var row in rows)
            {
                if (row.Count != width)
                {
                    throw insert.Columns.Count > 0 ? SqlErrors.InsertCount(row.Count < width) : WrongWidth(row.Count, table);
                }

                yield return [.. row.Select(value => value is null ? (false, null) : (true, batch.Evaluate(value).Value))];
            }
        }
        else if (insert.Source is { } source)
        {
            var query = new QueryBinder(batch).Bind(source, null);
            if (query.Columns.Count != width)
            {
                throw insert.Columns.Count > 0 ? SqlErrors.SelectCount(query.Columns.Count < width) : WrongWidth(query.Columns.Count, table);
            }

            foreach (var row in query.Rows(null).ToList())
            {
                yield return [.. row.Select(value => (true, value))];
            }
        }
        else
        {
            yield return [];
        }
    }

    private static SqlErrorException WrongWidth(int given, TableDefinition table) =>
        table.IdentityColumn >= 0 && given == table.Columns.Count ? SqlErrors.IdentityWithoutColumns(table.Name) : SqlErrors.ColumnCount();

    private static void RequireOnce(IEnumerable<string> columns)
    {
        if (columns.GroupBy(column => column, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw SqlErrors.ColumnTwice(twice.Key);
        }
    }

    private static async ValueTask<List<(object?[] Deleted, object?[] Inserted)>> UpdateAsync(
        UpdateStatement update, Table table, Transaction transaction, BatchContext batch, CancellationToken attention)
    {
        var (scope, rows) = Affected(update.Target, update.From, update.Where, update.Top, batch);
        var binder = new ExpressionBinder(batch, scope);
        RequireOnce(update.Assignments.Select(assignment => assignment.Column));
        var assignments = update.Assignments
            .Select(assignment => (Position: Position(table, assignment.Column), Value: assignment.Value is null ? null : binder.Bind(assignment.Value)))
            .ToArray();
        if (assignments.Any(assignment => assignment.Position == table.Definition.IdentityColumn))
        {
            throw SqlErrors.IdentityUpdate(table.Definition.Columns[table.Definition.IdentityColumn].Name);
        }

        var wanted = new List<(Row Row, object?[] Values)>();
        foreach (var (row, context) in rows)
        {
            object?[] values = [.. row.Values];
            foreach (var (position, value) in assignments)
            {
                var column = table.Definition.Columns[position];
                values[position] = Fit(value is null ? DefaultOf(column, batch) : value.Evaluate(context), table.Definition, column, "UPDATE");
            }

            wanted.Add((row, values));
        }

        return await PutAsync(wanted, table, transaction, attention);
    }

    /// <summary>
    /// The product checks keys when the whole statement is done, the engine row by row: a row whose new key is another's old one waits until that one
    /// has moved.
    /// </summary>
    private static async ValueTask<List<(object?[] Deleted, object?[] Inserted)>> PutAsync(
        List<(Row Row, object?[] Values)> wanted, Table table, Transaction transaction, CancellationToken attention)
    {
        var changed = new List<(object?[], object?[])>();
        while (wanted.Count > 0)
        {
            var waiting = new List<(Row Row, object?[] Values)>();
            SqlErrorException? duplicate = null;
            foreach (var (row, values) in wanted)
            {
                try
                {
                    if (await transaction.Database.UpdateAsync(transaction, table, row.Id, values, attention))
                    {
                        changed.Add((row.Values, values));
                    }
                }
                catch (SqlErrorException e) when (e.Number is 2601 or 2627)
                {
                    duplicate = e;
                    waiting.Add((row, values));
                }
            }

            wanted = waiting.Count < wanted.Count ? waiting : throw duplicate!;
        }

        return changed;
    }

    private static async ValueTask<List<(object?[] Deleted, object?[] Inserted)>> DeleteAsync(
        DeleteStatement delete, Table table, Transaction transaction, BatchContext batch, CancellationToken attention)
    {
        var changed = new List<(object?[], object?[])>();
        foreach (var (row, _) in Affected(delete.Target, delete.From, delete.Where, delete.Top, batch).Rows)
        {
            if (await transaction.Database.DeleteAsync(transaction, table, row.Id, attention))
            {
                changed.Add((row.Values, new object?[row.Values.Length]));
            }
        }

        return changed;
    }

    /// <summary>The stored rows that a statement is about, found before the first one changes.</summary>
    private static (RowScope Scope, List<(Row Row, RowContext Context)> Rows) Affected(
        ObjectName target, TableSource? from, Expression? where, Expression? top, BatchContext batch)
    {
        var (scope, source) = new QueryBinder(batch).BindSource(from ?? new NamedTable(target, null), null, where);
        var condition = where is null ? null : new ExpressionBinder(batch, scope).BindCondition(where);
        var hidden = scope.Columns.ToList().FindIndex(column => column.IsHidden && column.Qualifier.Equals(target.Name, StringComparison.OrdinalIgnoreCase));
        var rows = source(null)
            .Select(values => new RowContext(values, null))
            .Where(row => row.Values[hidden] is not null && (condition is null || condition(row)))
            .Select(row => ((Row)row.Values[hidden]!, row))
            .DistinctBy(pair => pair.Item1.Id);
        var page = new Paging(top is null ? null : new ExpressionBinder(batch, null).Bind(top), null, null);
        return (scope, [.. page.Apply(rows, null)]);
    }

    private async ValueTask AnswerAsync(
        Statement statement, Table table, List<(object?[] Deleted, object?[] Inserted)> changed, BatchContext batch, CancellationToken attention)
    {
        var output = statement switch
        {
            InsertStatement insert => insert.Output,
            UpdateStatement update => update.Output,
            _ => ((DeleteStatement)statement).Output,
        };
        if (output.Count > 0)
        {
            var columns = table.Definition.Columns;
            var scope = new RowScope(
                [
                    .. columns.Select(column => new ScopeColumn("deleted", column.Name, column.Type)),
                    .. columns.Select(column => new ScopeColumn("inserted", column.Name, column.Type)),
                ],
                null);
            var (results, values) = QueryBinder.BindOutput(output, scope, new ExpressionBinder(batch, scope));
            await batch.Writer.ColumnsAsync(results, attention);
            foreach (var (deleted, inserted) in changed)
            {
                var row = new RowContext([.. deleted, .. inserted], null);
                await batch.Writer.RowAsync([.. values.Select(value => value.Evaluate(row))], attention);
            }
        }

        _state.RowCount = changed.Count;
        await batch.Writer.DoneAsync(_state.NoCount ? null : changed.Count, attention);
    }

    private static int Position(Table table, string column) =>
        table.Definition.Columns.ToList().FindIndex(other => Same(other.Name, column)) is >= 0 and var i ? i : throw SqlErrors.InvalidColumn(column);

    private static object? DefaultOf(Engine.Databases.ColumnDefinition column, BatchContext batch) => column.DefaultText is { } text
        ? batch.Evaluate(((ExpressionItem)((SelectStatement)StatementParser.Parse("SELECT " + text)[0]).Query.First.Items[0]).Value).Value
        : null;

    private static object? Fit(object? value, TableDefinition table, Engine.Databases.ColumnDefinition column, string statement)
    {
        if (value is null)
        {
            return column.Nullable ? null : throw SqlErrors.CannotInsertNull(table.Name, column.Name, statement);
        }

        var length = value switch
        {
            string text when SqlTypes.IsText(column.Type) => text.TrimEnd(' ').Length,
            byte[] bytes when SqlTypes.IsBinary(column.Type) => bytes.Length,
            _ => 0,
        };
        return column.Type.Length > 0 && length > column.Type.Length
            ? throw SqlErrors.Truncated(table.Name, column.Name, value is string cut ? cut[..Math.Min(100, cut.Length)] : "")
            : SqlConversion.To(value, column.Type);
    }
}
