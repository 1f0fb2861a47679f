using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Tables, names and variables of the session.</summary>
internal sealed partial class SqlSession : IBindingEnvironment
{
    /// <inheritdoc/>
    public TimeProvider Time => _instance.Time;

    /// <inheritdoc/>
    public Relation? FindRelation(ObjectName name)
    {
        if (name.Schema?.ToUpperInvariant() is "SYS" or "INFORMATION_SCHEMA" || string.Equals(name.Database, "msdb", StringComparison.OrdinalIgnoreCase))
        {
            return CatalogViews.Find(name, Catalog(name.Database ?? Database));
        }

        var (database, table) = FindTable(name);
        if (table is null)
        {
            return null;
        }

        database!.EnsureAccessible();
        if (!_readsNothing)
        {
            RequireOnTable("SELECT", database, table.Definition);
        }

        var transaction = _transaction?.Database == database ? _transaction : null;
        return new([.. table.Definition.Columns.Select(column => new ResultColumn(column.Name, column.Type, column.Nullable))],
            () => Engine.Databases.Database.Scan(transaction, table).Select(row => (object?[])[.. row.Values, row]), HasRowIdentity: true)
        {
            Keys =
            [
                .. table.Definition.Indexes.Where(index => index.IsUnique)
                    .Select(index => new RelationKey(
                        index.Columns, key => database.Seek(transaction, table, index, key) is { } row ? [.. row.Values, row] : null)),
            ],
        };
    }

    /// <inheritdoc/>
    public SqlType? FindVariable(string name) => null;

    /// <inheritdoc/>
    public object? GetVariable(string name) => throw SqlErrors.UndeclaredVariable(name);

    private (Database? Database, Table? Table) FindTable(ObjectName name)
    {
        var databaseName = name.Database ?? Database;
        if (Instance.SystemDatabases.ContainsKey(databaseName) || _instance.FindDatabase(databaseName) is null)
        {
            return (null, null);
        }

        DatabaseAccess.Require(_instance, Login, databaseName, _info);
        var database = _instance.GetDatabase(databaseName);
        return (database, database.FindTable(name.Schema ?? "dbo", name.Name));
    }

    private Table GetTable(ObjectName name) => FindTable(name) is ({ } database, { } table) && MayAlter(database, table.Definition)
        ? table
        : throw new SqlErrorException(4902, 16, 1, $"Cannot find the object \"{name}\" because it does not exist or you do not have permissions.");

    private async ValueTask ExecuteTableAsync(Statement statement, CancellationToken attention)
    {
        if (_state.TransactionCount > 0)
        {
            throw SqlErrors.NotSupported("table definition inside a transaction");
        }

        switch (statement)
        {
            case CreateTableStatement create:
                var definition = TableDefinitions.Of(create);
                var home = create.Name.Database is { } other ? _instance.GetDatabase(other) : CurrentDatabase();
                RequireCreateTable(home, create.Name.Schema ?? "dbo");
                await home.CreateTableAsync(definition, attention);
                break;
            case DropTableStatement drop:
                foreach (var name in drop.Tables)
                {
                    var (database, table) = FindTable(name);
                    if (table is not null && MayAlter(database!, table.Definition))
                    {
                        await database!.DropTableAsync(table, attention);
                    }
                    else if (!drop.IfExists || table is not null)
                    {
                        throw new SqlErrorException(3701, 11, 5, $"Cannot drop the table '{name}', because it does not exist or you do not have permission.");
                    }
                }

                break;
            case TruncateTableStatement truncate:
                await FindTable(truncate.Table).Database!.TruncateTableAsync(GetTable(truncate.Table), attention);
                break;
            case CreateIndexStatement create:
                var target = GetTable(create.Table);
                int[] columns = [.. create.Columns.Select(column => Position(target, column))];
                if (target.Definition.Indexes.Any(index => index.Name.Equals(create.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    throw new SqlErrorException(
                        1913, 16, 1, $"The operation failed because an index with name '{create.Name}' already exists on table '{create.Table}'.");
                }

                await FindTable(create.Table).Database!.SetIndexesAsync(
                    target, [.. target.Definition.Indexes, new(create.Name, columns, create.Unique, false, false)], attention);
                break;
            case DropIndexStatement drop:
                var holder = GetTable(drop.Table);
                var kept = holder.Definition.Indexes.Where(index => index.IsConstraint || !Same(index.Name, drop.Name)).ToArray();
                if (kept.Length == holder.Definition.Indexes.Count && !drop.IfExists)
                {
                    throw new SqlErrorException(
                        3701, 11, 6, $"Cannot drop the index '{drop.Table}.{drop.Name}', because it does not exist or you do not have permission.");
                }

                await FindTable(drop.Table).Database!.SetIndexesAsync(holder, kept, attention);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }
    }
}
