using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>What the session's login may do. Asked anew for each statement: a change of permissions is effective at once.</summary>
internal sealed partial class SqlSession
{
    /// <summary>Whether the running UPDATE or DELETE looks at no column, so that it needs no SELECT.</summary>
    private bool _readsNothing;

    /// <summary>The login as it is now; as it was when it has been dropped since.</summary>
    private LoginAccount Login => _instance.Logins.FirstOrDefault(login => login.Sid == _loginAtStart.Sid) ?? _loginAtStart;

    private Entitlements MayIn(string database) => _instance.EntitlementsOf(Login, database);

    private CatalogContext Catalog(string database) => new(_instance, _info, database, Login, MayIn(database), _personality);

    private void RequirePermission(Statement statement)
    {
        if (statement is UseStatement or BeginTransactionStatement or CommitStatement or RollbackStatement or InsertStatement or UpdateStatement
            or DeleteStatement or CreateTableStatement or DropTableStatement or TruncateTableStatement or CreateIndexStatement or DropIndexStatement)
        {
            return;
        }

        if (StatementAccess.Refuse(statement, Login, Database, MayIn, name => _instance.FindDatabase(name) is not null) is { } refusal)
        {
            throw refusal;
        }
    }

    private void RequireOnTable(string permission, Database database, TableDefinition table)
    {
        if (!MayIn(database.Name).Allows(permission, SecurableClass.Object, $"{table.Schema}.{table.Name}"))
        {
            throw new SqlErrorException(
                229, 14, 5, $"The {permission} permission was denied on the object '{table.Name}', database '{database.Name}', schema '{table.Schema}'.");
        }
    }

    private bool MayAlter(Database database, TableDefinition table) =>
        MayIn(database.Name).Allows("ALTER", SecurableClass.Object, $"{table.Schema}.{table.Name}");

    private void RequireCreateTable(Database database, string schema)
    {
        var may = MayIn(database.Name);
        if (!may.Allows("CREATE TABLE", SecurableClass.Database))
        {
            throw new SqlErrorException([StatementAccess.Denied262("CREATE TABLE", database.Name)]);
        }

        if (!may.Allows("ALTER", SecurableClass.Schema, schema))
        {
            throw new SqlErrorException(2760, 16, 1, $"The specified schema name \"{schema}\" either does not exist or you do not have permission to use it.");
        }
    }

    /// <summary>Who creates or restores a database owns it (Microsoft Learn, "CREATE DATABASE", "RESTORE Statements").</summary>
    private void Own(Database database)
    {
        if (database.File.OwnerSid != Login.Sid)
        {
            database.ChangeFile(file => file with { OwnerSid = Login.Sid });
        }
    }
}
