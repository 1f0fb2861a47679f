using System.Security.Cryptography;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>Logins, the users of master, and who may do what.</summary>
internal sealed partial class Instance
{
    private const int FirstLoginId = 257;
    private const int FirstUserId = 5;

    /// <summary>The logins.</summary>
    public IReadOnlyList<LoginAccount> Logins => _file.Logins;

    /// <summary>Users of master besides dbo and guest.</summary>
    public IReadOnlyList<DatabaseUser> MasterUsers => _file.MasterUsers;

    /// <summary>A login by name; null if there is none.</summary>
    public LoginAccount? FindLogin(string name) => _file.Logins.FirstOrDefault(login => Same(login.Name, name));

    /// <summary>Checks name and password.</summary>
    /// <exception cref="SqlErrorException">
    /// 18456 with the true state: 5 no such login, 7 disabled and wrong password, 8 wrong password, 12 CONNECT SQL denied; 18470 disabled; 18487 expired; 18488
    /// must be changed.
    /// </exception>
    public LoginAccount CheckLogin(string name, string password)
    {
        if (_shutdown.Task.IsCompleted)
        {
            throw new SqlErrorException(17188, 16, 1, "SQL Server cannot accept new connections, because it is shutting down. The connection has been closed.");
        }

        var login = FindLogin(name) ?? throw new SqlErrorException(18456, 14, 5, $"Login failed for user '{name}'.");
        if (!PasswordHash.Matches(password, login.PasswordHash))
        {
            throw new SqlErrorException(18456, 14, (byte)(login.IsDisabled ? 7 : 8), $"Login failed for user '{name}'.");
        }

        if (login.IsDisabled)
        {
            throw new SqlErrorException(18470, 14, 1, $"Login failed for user '{name}'. Reason: The account is disabled.");
        }

        if (!login.IsSysadmin && login.ServerGrants.Any(grant => grant is { Permission: "CONNECT SQL", State: PermissionState.Deny }))
        {
            throw new SqlErrorException(18456, 14, 12, $"Login failed for user '{name}'.");
        }

        return login.MustChange
            ? throw new SqlErrorException(18488, 14, 1, $"Login failed for user '{name}'. Reason: The password of the account must be changed.")
            : IsExpired(login) ? throw new SqlErrorException(18487, 14, 1, $"Login failed for user '{name}'. Reason: The password of the account has expired.")
            : login;
    }

    /// <summary>LOGINPROPERTY('IsExpired').</summary>
    public bool IsExpired(LoginAccount login) => login.CheckExpiration && Time.GetUtcNow().UtcDateTime - login.PasswordSet > PasswordPolicy.MaximumAge;

    /// <summary>CREATE LOGIN with a password that no policy judges.</summary>
    /// <exception cref="SqlErrorException">15025 name taken, 15433 SID taken.</exception>
    public void CreateLogin(string name, string password, byte[]? sid = null) => CreateLogin(NewLogin(0, name, PasswordHash.Create(password), HexOf(sid)));

    /// <summary>CREATE LOGIN; its principal_id and its dates are set here.</summary>
    /// <exception cref="SqlErrorException">15025 name taken, 15433 SID taken.</exception>
    public void CreateLogin(LoginAccount login) => Change(file =>
    {
        if (file.Logins.Any(other => Same(other.Name, login.Name)) || FixedServerRoles.Find(login.Name) is not null)
        {
            throw new SqlErrorException(15025, 16, 1, $"The server principal '{login.Name}' already exists.");
        }

        if (file.Logins.Any(other => other.Sid == login.Sid))
        {
            throw new SqlErrorException(15433, 16, 1, "Supplied parameter sid is in use.");
        }

        var now = Time.GetUtcNow().UtcDateTime;
        var id = file.Logins.Max(other => Math.Max(FirstLoginId - 1, other.PrincipalId)) + 1;
        return file with { Logins = [.. file.Logins, login with { PrincipalId = id, Created = now, Modified = now, PasswordSet = now }] };
    });

    /// <summary>A login that is not kept yet.</summary>
    public static LoginAccount NewLogin(string name, byte[] passwordHash, byte[]? sid) => NewLogin(0, name, passwordHash, HexOf(sid));

    /// <summary>ALTER LOGIN, ALTER SERVER ROLE, GRANT: the login changed.</summary>
    /// <exception cref="SqlErrorException">15151: there is no such login; 15025: the new name is taken.</exception>
    public void AlterLogin(string name, Func<LoginAccount, LoginAccount> change) => Change(file =>
    {
        var login = file.Logins.FirstOrDefault(login => Same(login.Name, name))
            ?? throw new SqlErrorException(15151, 16, 1, $"Cannot alter the login '{name}', because it does not exist or you do not have permission.");
        var changed = change(login) with { Modified = Time.GetUtcNow().UtcDateTime };
        return file.Logins.Any(other => other != login && Same(other.Name, changed.Name))
            ? throw new SqlErrorException(15025, 16, 1, $"The server principal '{changed.Name}' already exists.")
            : file with { Logins = [.. file.Logins.Select(other => other == login ? changed : other)] };
    });

    /// <summary>DROP LOGIN.</summary>
    /// <exception cref="SqlErrorException">15151 no such login; 15405 sa; 15434 logged in; 15174 owns a database; 15141 owns the endpoint.</exception>
    public void DropLogin(string name)
    {
        var login = FindLogin(name)
            ?? throw new SqlErrorException(15151, 16, 1, $"Cannot drop the login '{name}', because it does not exist or you do not have permission.");
        if (login.PrincipalId == 1)
        {
            throw new SqlErrorException(15405, 16, 1, $"Cannot use the special principal '{name}'.");
        }

        if (Sessions.All.Any(session => Same(session.LoginName, name)))
        {
            throw new SqlErrorException(15434, 16, 1, $"Could not drop login '{name}' as the user is currently logged in.");
        }

        if (Databases.Any(database => database.File.OwnerSid == login.Sid))
        {
            throw new SqlErrorException(
                15174, 16, 1, $"Login '{name}' owns one or more database(s). Change the owner of the database(s) before dropping the login.");
        }

        if (Endpoint?.OwnerSid == login.Sid)
        {
            throw new SqlErrorException(15141, 16, 1, $"The server principal '{name}' owns an endpoint and cannot be dropped.");
        }

        Change(file => file with { Logins = [.. file.Logins.Where(other => !Same(other.Name, name))] });
        ForgetGrants(SecurableClass.Login, name);
    }

    /// <summary>A securable is gone, and with it what was granted on it.</summary>
    public void ForgetGrants(SecurableClass securableClass, string name) => Change(file => file with
    {
        Logins = [.. file.Logins.Select(
            login => login with { Permissions = [.. login.Permissions.Where(grant => grant.Class != securableClass || !Same(grant.Securable, name))] })],
    });

    /// <summary>CREATE USER in master, for the owners of peers' certificates. A null login is WITHOUT LOGIN.</summary>
    /// <exception cref="SqlErrorException">15023 name taken; 15007 no such login; 15063 the login has a user already.</exception>
    public void CreateMasterUser(string name, string? login) => Change(file =>
    {
        var sid = login is null
            ? ""
            : (FindLogin(login) ?? throw new SqlErrorException(15007, 16, 1, $"'{login}' is not a valid login or you do not have permission.")).Sid;
        RefuseUser(file.MasterUsers, name, sid);
        var id = file.MasterUsers.Select(user => user.PrincipalId).DefaultIfEmpty(FirstUserId - 1).Max() + 1;
        var user = new DatabaseUser { Name = name, Sid = sid, PrincipalId = id, Created = Time.GetUtcNow().UtcDateTime };
        return file with { MasterUsers = [.. file.MasterUsers, user] };
    });

    /// <summary>Refuses a user whose name or login is taken in a database.</summary>
    /// <exception cref="SqlErrorException">15023 name taken; 15063 the login has a user already.</exception>
    public static void RefuseUser(IEnumerable<DatabaseUser> users, string name, string sid)
    {
        if (users.Any(user => Same(user.Name, name)) || Same(name, "dbo") || Same(name, "guest") || FixedDatabaseRoles.Find(name) is not null)
        {
            throw new SqlErrorException(15023, 16, 1, $"User, group, or role '{name}' already exists in the current database.");
        }

        if (sid.Length > 0 && users.FirstOrDefault(user => user.Sid == sid) is { } other)
        {
            throw new SqlErrorException(15063, 16, 1, $"The login already has an account under a different user name, '{other.Name}'.");
        }
    }

    /// <summary>ALTER USER, ALTER ROLE and GRANT in master.</summary>
    /// <exception cref="SqlErrorException">15151: there is no such user.</exception>
    public void AlterMasterUser(string name, Func<DatabaseUser, DatabaseUser> change) => Change(file =>
    {
        var user = file.MasterUsers.FirstOrDefault(user => Same(user.Name, name))
            ?? throw new SqlErrorException(15151, 16, 1, $"Cannot find the user '{name}', because it does not exist or you do not have permission.");
        return file with { MasterUsers = [.. file.MasterUsers.Select(other => other == user ? change(user) : other)] };
    });

    /// <summary>DROP USER in master.</summary>
    /// <exception cref="SqlErrorException">15151 no such user; 15136 it owns a certificate.</exception>
    public void DropMasterUser(string name) => Change(file => file switch
    {
        _ when !file.MasterUsers.Any(user => Same(user.Name, name)) => throw new SqlErrorException(
            15151, 16, 1, $"Cannot drop the user '{name}', because it does not exist or you do not have permission."),
        _ when file.Certificates.Any(certificate => Same(certificate.Owner, name)) => throw new SqlErrorException(
            15136, 16, 1, $"The database principal '{name}' owns a certificate and cannot be dropped."),
        _ => file with { MasterUsers = [.. file.MasterUsers.Where(user => !Same(user.Name, name))] },
    });

    /// <summary>What a login may do at the server and in a database. In a database that cannot be opened only what is known at the server counts.</summary>
    /// <param name="login">The login.</param>
    /// <param name="databaseName">The database; a system database other than master grants nothing of its own.</param>
    public Entitlements EntitlementsOf(LoginAccount login, string databaseName)
    {
        if (login.IsSysadmin)
        {
            return new(true, true, []);
        }

        var grants = login.ServerGrants;
        if (Endpoint is { } endpoint && endpoint.OwnerSid == login.Sid)
        {
            grants = grants.Append(new("CONTROL", SecurableClass.Endpoint, endpoint.Name));
        }

        var database = FindDatabase(databaseName);
        var users = database is null ? Same(databaseName, "master") ? MasterUsers : [] : database.AccessError() is null ? database.Users : [];
        if (users.FirstOrDefault(user => user.Sid == login.Sid) is { } user)
        {
            grants = grants.Append(new("CONNECT", SecurableClass.Database)).Concat(user.Permissions).Concat(user.Roles.SelectMany(FixedDatabaseRoles.Grants));
        }

        return new(false, database is not null && database.File.OwnerSid == login.Sid, [.. grants]);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string HexOf(byte[]? sid) => Convert.ToHexString(sid ?? RandomNumberGenerator.GetBytes(16));

    private static InstanceFile NewMaster(InstanceOptions options, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var sa = NewLogin(1, "sa", PasswordHash.Create(options.SaPassword), "01");
        return new() { Logins = [sa with { ServerRoles = [FixedServerRoles.Sysadmin], Created = now, Modified = now, PasswordSet = now }] };
    }

    private static LoginAccount NewLogin(int id, string name, byte[] passwordHash, string sid) =>
        new() { PrincipalId = id, Name = name, Sid = sid, PasswordHash = passwordHash };
}
