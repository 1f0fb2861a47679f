using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>CREATE and ALTER LOGIN, and membership in server roles (Microsoft Learn, "CREATE LOGIN", "ALTER LOGIN", "ALTER SERVER ROLE").</summary>
internal sealed partial class SqlSession
{
    private void CreateLogin(CreateLoginStatement create)
    {
        var options = create.Options;
        var checkPolicy = options.CheckPolicy ?? true;
        var checkExpiration = options.CheckExpiration ?? false;
        RefuseContradiction(checkPolicy, checkExpiration, options.MustChange);
        RequireDatabase(options.DefaultDatabase);
        _instance.CreateLogin(Instance.NewLogin(create.Name, HashOf(create.Name, options, checkPolicy), options.Sid) with
        {
            DefaultDatabase = options.DefaultDatabase ?? "master",
            CheckPolicy = checkPolicy,
            CheckExpiration = checkExpiration,
            MustChange = options.MustChange,
        });
    }

    private void AlterLogin(AlterLoginStatement alter)
    {
        var options = alter.Options;
        var login = _instance.FindLogin(alter.Name) ?? throw NoSuchLogin("alter", alter.Name);
        if (options.Sid is not null)
        {
            throw SqlErrors.NotSupported("ALTER LOGIN … WITH SID");
        }

        if (login.IsSysadmin && !MayIn(Database).Allows("CONTROL SERVER") && !alter.IsOwnPassword(Login.Name))
        {
            throw NoSuchLogin("alter", alter.Name);
        }

        if (options.OldPassword is { } old && !PasswordHash.Matches(old, login.PasswordHash))
        {
            throw NoSuchLogin("alter", alter.Name);
        }

        var checkPolicy = options.CheckPolicy ?? login.CheckPolicy;
        var checkExpiration = options.CheckExpiration ?? (login.CheckExpiration && checkPolicy);
        RefuseContradiction(checkPolicy, checkExpiration, options.MustChange);
        RequireDatabase(options.DefaultDatabase);
        var hash = options.Password is null && options.Hash is null ? null : HashOf(alter.Name, options, checkPolicy);
        _instance.AlterLogin(alter.Name, login => login with
        {
            IsDisabled = alter.Enable is null ? login.IsDisabled : alter.Enable is false,
            DefaultDatabase = options.DefaultDatabase ?? login.DefaultDatabase,
            Name = options.NewName ?? login.Name,
            CheckPolicy = checkPolicy,
            CheckExpiration = checkExpiration,
            PasswordHash = hash ?? login.PasswordHash,
            PasswordSet = hash is null ? login.PasswordSet : Time.GetUtcNow().UtcDateTime,
            MustChange = hash is null ? login.MustChange : options.MustChange,
        });
    }

    private void AlterServerRole(AlterRoleStatement statement)
    {
        var role = FixedServerRoles.Find(statement.Role)
            ?? throw new SqlErrorException(
                15151, 16, 1, $"Cannot alter the server role '{statement.Role}', because it does not exist or you do not have permission.");
        if (role is FixedServerRoles.Public)
        {
            throw new SqlErrorException(15081, 16, 1, "Membership of the public role cannot be changed.");
        }

        var member = _instance.FindLogin(statement.Member)
            ?? throw new SqlErrorException(
                15151, 16, 1, $"Cannot add the principal '{statement.Member}', because it does not exist or you do not have permission.");
        if (member.PrincipalId is 1)
        {
            throw new SqlErrorException(15405, 16, 1, $"Cannot use the special principal '{statement.Member}'.");
        }

        _instance.AlterLogin(statement.Member, login => login with
        {
            ServerRoles = [.. login.ServerRoles.Where(other => !Same(other, role)), .. statement.Add ? [role] : Array.Empty<string>()],
        });
    }

    private static byte[] HashOf(string name, LoginOptions options, bool checkPolicy)
    {
        if (options.Hash is { } hash)
        {
            return PasswordHash.IsHash(hash)
                ? hash
                : throw new SqlErrorException(15021, 16, 2, "Invalid value given for parameter PASSWORD. Specify a valid parameter value.");
        }

        return PasswordPolicy.Judge(name, options.Password!, checkPolicy) is { } weak
            ? throw new SqlErrorException([weak])
            : PasswordHash.Create(options.Password!);
    }

    private static void RefuseContradiction(bool checkPolicy, bool checkExpiration, bool mustChange)
    {
        if (mustChange && !checkExpiration)
        {
            throw new SqlErrorException(15099, 16, 1, "The MUST_CHANGE option cannot be used when CHECK_EXPIRATION is OFF.");
        }

        if (checkExpiration && !checkPolicy)
        {
            throw new SqlErrorException(15122, 16, 1, "The CHECK_EXPIRATION option cannot be used when CHECK_POLICY is OFF.");
        }
    }

    private void RequireDatabase(string? name)
    {
        if (name is not null && !Instance.SystemDatabases.ContainsKey(name) && _instance.FindDatabase(name) is null)
        {
            throw new SqlErrorException(
                15010, 16, 1, $"The database '{name}' does not exist. Supply a valid database name. To see available databases, use sys.databases.");
        }
    }

    private static SqlErrorException NoSuchLogin(string verb, string name) =>
        new(15151, 16, 1, $"Cannot {verb} the login '{name}', because it does not exist or you do not have permission.");
}
