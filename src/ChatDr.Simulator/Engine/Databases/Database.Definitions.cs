using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>Tables, indexes and users: each change commits at once, in a transaction of its own.</summary>
internal sealed partial class Database
{
    /// <summary>Held while a new name and a new id are looked for and committed: the next to look sees them.</summary>
    private readonly SemaphoreSlim _naming = new(1);

    private int _lastObject = 1_000_000;

    /// <summary>CREATE TABLE, in a transaction of its own; returns it.</summary>
    /// <exception cref="SqlErrorException">2714: the name is taken.</exception>
    public async ValueTask<Table> CreateTableAsync(TableDefinition definition, CancellationToken cancellationToken)
    {
        await _naming.WaitAsync(cancellationToken);
        try
        {
            if (FindTable(definition.Schema, definition.Name) is not null)
            {
                throw new SqlErrorException(2714, 16, 6, $"There is already an object named '{definition.Name}' in the database.");
            }

            var id = Locked(() => _lastObject = Math.Max(_lastObject, _image.Tables.Keys.DefaultIfEmpty(0).Max()) + 1);
            await CommitAsync(new CreateTable(definition with { ObjectId = id, Created = _environment.Time.GetUtcNow().UtcDateTime }), cancellationToken);
            return Read(image => image.Tables[id]);
        }
        finally
        {
            _naming.Release();
        }
    }

    /// <summary>DROP TABLE.</summary>
    public ValueTask DropTableAsync(Table table, CancellationToken cancellationToken) =>
        ChangeTableAsync(table, () => new DropTable(table.Definition.ObjectId), cancellationToken);

    /// <summary>TRUNCATE TABLE.</summary>
    public ValueTask TruncateTableAsync(Table table, CancellationToken cancellationToken) =>
        ChangeTableAsync(table, () => new TruncateTable(table.Definition.ObjectId), cancellationToken);

    /// <summary>CREATE INDEX or DROP INDEX: the table gets a new list of indexes.</summary>
    /// <exception cref="SqlErrorException">1505: rows are not unique under a new index.</exception>
    public ValueTask SetIndexesAsync(Table table, IReadOnlyList<IndexDefinition> indexes, CancellationToken cancellationToken) => ChangeTableAsync(
        table,
        () =>
        {
            foreach (var index in indexes.Where(index => index.IsUnique))
            {
                if (table.Rows.Values.GroupBy(row => IndexKey.Of(index, row.Values)).Any(group => group.Skip(1).Any()))
                {
                    throw new SqlErrorException(
                        1505, 16, 1, $"The unique index '{index.Name}' on '{table.Definition.Name}' cannot be created: a duplicate key was found.");
                }
            }

            return new AlterTable(table.Definition with { Indexes = indexes });
        },
        cancellationToken);

    /// <summary>CREATE USER, ALTER USER, ALTER ROLE … MEMBER: the user as it is to be.</summary>
    public async ValueTask PutUserAsync(DatabaseUser user, CancellationToken cancellationToken)
    {
        await _naming.WaitAsync(cancellationToken);
        try
        {
            var id = user.PrincipalId > 0 ? user.PrincipalId : Read(image => image.Users.Values.Max(other => Math.Max(4, other.PrincipalId))) + 1;
            await CommitAsync(new PutUser(user with { PrincipalId = id }), cancellationToken);
        }
        finally
        {
            _naming.Release();
        }
    }

    /// <summary>DROP USER.</summary>
    public ValueTask DropUserAsync(string name, CancellationToken cancellationToken) => CommitAsync(new DropUser(name), cancellationToken);

    /// <summary>Commits a change of a table once no transaction has changes in it, as the product waits for its schema modification lock.</summary>
    private async ValueTask ChangeTableAsync(Table table, Func<Change> change, CancellationToken cancellationToken)
    {
        Task? other = null;
        do
        {
            await WrittenAsync(() =>
            {
                EnsureAccessible();
                RefuseReadOnlyLocked();
                other = _active.FirstOrDefault(transaction => transaction.RowsOf(table.Definition.ObjectId) is not null)?.Ended;
                return other ?? AppendCommitLocked([change()], null);
            }).WaitAsync(cancellationToken);
        }
        while (other is not null);
    }
}
