using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// Users and roles of the current database. Those of master are kept by the instance, as its other contents are; the other system databases take none.
/// </summary>
internal sealed partial class SqlSession
{
    private bool IsInMaster => Same(Database, "master");

    private async ValueTask ExecuteUserAsync(Statement statement, CancellationToken attention)
    {
        switch (statement)
        {
            case CreateUserStatement create:
                await CreateUserAsync(create, attention);
                break;
            case AlterUserStatement alter:
                await AlterUserAsync(alter, attention);
                break;
            case AlterRoleStatement role:
                await AlterRoleAsync(role, attention);
                break;
            case DropUserStatement drop:
                await DropUserAsync(drop, attention);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }
    }

    /// <summary>The users of the current database.</summary>
    private IReadOnlyList<DatabaseUser> Users() => IsInMaster ? _instance.MasterUsers : OpenDatabase().Users;

    private Database OpenDatabase()
    {
        var database = Engine.Instance.SystemDatabases.ContainsKey(Database)
            ? throw SqlErrors.NotSupported($"a user in {Database}")
            : _instance.GetDatabase(Database);
        database.EnsureAccessible();
        return database;
    }

    private async ValueTask CreateUserAsync(CreateUserStatement create, CancellationToken attention)
    {
        if (IsInMaster)
        {
            _instance.CreateMasterUser(create.Name, create.Login);
            return;
        }

        var database = OpenDatabase();
        var sid = create.Login is null ? "" : SidOf(create.Login);
        Instance.RefuseUser(database.Users, create.Name, sid);
        await database.PutUserAsync(new() { Name = create.Name, Sid = sid, Created = Time.GetUtcNow().UtcDateTime }, attention);
    }

    private async ValueTask AlterUserAsync(AlterUserStatement alter, CancellationToken attention)
    {
        var sid = alter.Login is null ? null : SidOf(alter.Login);
        if (sid is not null && Users().FirstOrDefault(user => user.Sid == sid && !Same(user.Name, alter.Name)) is { } other)
        {
            throw new SqlErrorException(15063, 16, 1, $"The login already has an account under a different user name, '{other.Name}'.");
        }

        if (alter.NewName is { } taken && Users().Any(user => Same(user.Name, taken) && !Same(user.Name, alter.Name)))
        {
            throw new SqlErrorException(15023, 16, 1, $"User, group, or role '{taken}' already exists in the current database.");
        }

        await ChangeUserAsync(alter.Name, user => user with { Sid = sid ?? user.Sid, Name = alter.NewName ?? user.Name }, attention);
    }

    private async ValueTask AlterRoleAsync(AlterRoleStatement role, CancellationToken attention)
    {
        var name = FixedDatabaseRoles.Find(role.Role)
            ?? throw new SqlErrorException(15151, 16, 1, $"Cannot alter the role '{role.Role}', because it does not exist or you do not have permission.");
        await ChangeUserAsync(role.Member, user => user with
        {
            Roles = [.. user.Roles.Where(other => !Same(other, name)), .. role.Add ? [name] : Array.Empty<string>()],
        }, attention);
    }

    private async ValueTask DropUserAsync(DropUserStatement drop, CancellationToken attention)
    {
        if (drop.IfExists && !Users().Any(user => Same(user.Name, drop.Name)))
        {
            return;
        }

        if (IsInMaster)
        {
            _instance.DropMasterUser(drop.Name);
            return;
        }

        var database = OpenDatabase();
        if (UserOf(database.Users, drop.Name).PrincipalId is 1)
        {
            throw new SqlErrorException(15150, 16, 1, $"Cannot drop the user '{drop.Name}'.");
        }

        await database.DropUserAsync(drop.Name, attention);
    }

    private async ValueTask ChangeUserAsync(string name, Func<DatabaseUser, DatabaseUser> change, CancellationToken attention)
    {
        if (IsInMaster)
        {
            _instance.AlterMasterUser(name, change);
            return;
        }

        var database = OpenDatabase();
        var changed = change(UserOf(database.Users, name));
        if (!Same(changed.Name, name))
        {
            await database.DropUserAsync(name, attention);
        }

        await database.PutUserAsync(changed, attention);
    }

    private string SidOf(string login) =>
        _instance.FindLogin(login)?.Sid ?? throw new SqlErrorException(15007, 16, 1, $"'{login}' is not a valid login or you do not have permission.");

    private static DatabaseUser UserOf(IEnumerable<DatabaseUser> users, string name) => users.FirstOrDefault(user => Same(user.Name, name))
        ?? throw new SqlErrorException(15151, 16, 1, $"Cannot find the user '{name}', because it does not exist or you do not have permission.");
}
