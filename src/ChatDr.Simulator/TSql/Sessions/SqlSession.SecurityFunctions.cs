using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The functions about logins, users, permissions, passwords and certificates (Microsoft Learn, "Security Functions (Transact-SQL)").</summary>
internal sealed partial class SqlSession
{
    private const int DboId = 1;
    private const int GuestId = 2;

    private BoundExpression? FindSecurityFunction(string name, IReadOnlyList<BoundExpression> arguments) => (name, arguments.Count) switch
    {
        ("SUSER_SNAME" or "SUSER_NAME" or "ORIGINAL_LOGIN" or "SYSTEM_USER", 0) => new(SqlType.SysName, _ => Login.Name),
        ("SUSER_SNAME", 1) => new(SqlType.SysName,
            row => arguments[0].Evaluate(row) is byte[] sid ? _instance.Logins.FirstOrDefault(login => login.Sid == Convert.ToHexString(sid))?.Name : null),
        ("SUSER_NAME", 1) => new(SqlType.SysName, row => SqlConversion.To(arguments[0].Evaluate(row), SqlType.Int) is int id
            ? _instance.Logins.FirstOrDefault(login => login.PrincipalId == id)?.Name
            : null),
        ("SUSER_ID", 0) => new(SqlType.Int, _ => Login.PrincipalId),
        ("SUSER_ID", 1) => new(SqlType.Int, row => _instance.FindLogin(Text(arguments[0], row))?.PrincipalId),
        ("SUSER_SID", 0) => new(SqlType.VarBinary(85), _ => Convert.FromHexString(Login.Sid)),
        ("SUSER_SID", 1 or 2) => new(
            SqlType.VarBinary(85), row => _instance.FindLogin(Text(arguments[0], row)) is { } login ? Convert.FromHexString(login.Sid) : null),
        ("USER_NAME" or "CURRENT_USER" or "SESSION_USER" or "USER", 0) => new(SqlType.SysName, _ => UserName()),
        ("USER_NAME", 1) => new(SqlType.SysName, row => SqlConversion.To(arguments[0].Evaluate(row), SqlType.Int) is int id ? UserName(id) : null),
        ("DATABASE_PRINCIPAL_ID" or "USER_ID", 0) => new(SqlType.Int, _ => PrincipalId(UserName())),
        ("DATABASE_PRINCIPAL_ID" or "USER_ID", 1) => new(SqlType.Int, row => PrincipalId(Text(arguments[0], row))),
        ("IS_SRVROLEMEMBER", 1 or 2) => new(
            SqlType.Int, row => IsServerRoleMember(Text(arguments[0], row), arguments.Count is 2 ? _instance.FindLogin(Text(arguments[1], row)) : Login)),
        ("IS_MEMBER" or "IS_ROLEMEMBER", 1) => new(SqlType.Int, row => IsMember(Text(arguments[0], row), UserName())),
        ("IS_ROLEMEMBER", 2) => new(SqlType.Int, row => IsMember(Text(arguments[0], row), Text(arguments[1], row))),
        ("HAS_PERMS_BY_NAME", 3) => new(SqlType.Int, row => HasPermission(arguments[0].Evaluate(row), Text(arguments[1], row), Text(arguments[2], row))),
        ("LOGINPROPERTY", 2) => new(new(SqlTypeKind.SqlVariant),
            row => _instance.FindLogin(Text(arguments[0], row)) is { } login ? LoginProperty(login, Text(arguments[1], row)) : null),
        ("PWDENCRYPT", 1) => new(SqlType.VarBinary(128), row => PasswordHash.Create(Text(arguments[0], row))),
        ("PWDCOMPARE", 2) => new(SqlType.Int, row => arguments[1].Evaluate(row) is byte[] hash && PasswordHash.Matches(Text(arguments[0], row), hash) ? 1 : 0),
        ("CERT_ID", 1) => new(SqlType.Int, row => _instance.Certificates.FirstOrDefault(certificate => Same(certificate.Name, Text(arguments[0], row)))?.Id),
        ("CERTENCODED", 1) => new(SqlType.VarBinary(SqlType.Max), row => CertificateOf(arguments[0], row)?.Encoded),
        ("CERTPRIVATEKEY", 2) => new(SqlType.VarBinary(SqlType.Max),
            row => CertificateOf(arguments[0], row) is { WithPrivateKey: not null } found && MayIn(Database).Allows("CONTROL", SecurableClass.Database)
            ? _instance.ExportPrivateKey(found.Name, Text(arguments[1], row))
            : null),
        _ => null,
    };

    private ServerCertificate? CertificateOf(BoundExpression id, RowContext? row) =>
        SqlConversion.To(id.Evaluate(row), SqlType.Int) is int number ? _instance.Certificates.FirstOrDefault(certificate => certificate.Id == number) : null;

    /// <summary>dbo for sysadmin and the owner, the login's user, or guest.</summary>
    private string UserName() => MayIn(Database).IsDatabaseOwner ? "dbo" : VisibleUsers().FirstOrDefault(user => user.Sid == Login.Sid)?.Name ?? "guest";

    private string? UserName(int id) => id switch
    {
        DboId => "dbo",
        GuestId => "guest",
        _ => VisibleUsers().FirstOrDefault(user => user.PrincipalId == id)?.Name,
    };

    private int? PrincipalId(string name) => name.ToUpperInvariant() switch
    {
        "DBO" => DboId,
        "GUEST" => GuestId,
        _ => VisibleUsers().FirstOrDefault(user => Same(user.Name, name))?.PrincipalId
            ?? (FixedDatabaseRoles.Find(name) is { } role ? FixedDatabaseRoles.IdOf(role) : null),
    };

    /// <summary>The users of the current database; none of one that cannot be opened.</summary>
    private IReadOnlyList<Engine.Databases.DatabaseUser> VisibleUsers() => IsInMaster ? _instance.MasterUsers : _instance.FindDatabase(Database)?.Users ?? [];

    private static int? IsServerRoleMember(string role, LoginAccount? login) => login is null || FixedServerRoles.Find(role) is not { } found ? null
        : found is FixedServerRoles.Public || login.ServerRoles.Contains(found, StringComparer.OrdinalIgnoreCase) ? 1 : 0;

    private int? IsMember(string role, string user) => FixedDatabaseRoles.Find(role) is not { } found ? Same(role, "public") ? 1 : null
        : Same(user, "dbo") ? found is FixedDatabaseRoles.Owner ? 1 : 0
        : VisibleUsers().Any(other => Same(other.Name, user) && other.Roles.Contains(found, StringComparer.OrdinalIgnoreCase)) ? 1 : 0;

    /// <summary>1, 0, or NULL for a class or permission that does not exist here (Microsoft Learn, "HAS_PERMS_BY_NAME").</summary>
    private int? HasPermission(object? securable, string kind, string permission)
    {
        SecurableClass? found = kind.ToUpperInvariant() switch
        {
            "" or "SERVER" when securable is null => SecurableClass.Server,
            "DATABASE" => SecurableClass.Database,
            "OBJECT" => SecurableClass.Object,
            "SCHEMA" => SecurableClass.Schema,
            "LOGIN" => SecurableClass.Login,
            "ENDPOINT" => SecurableClass.Endpoint,
            "AVAILABILITY GROUP" => SecurableClass.AvailabilityGroup,
            _ => null,
        };
        if (found is not { } securableClass || (!Same(permission, "ANY") && !PermissionTree.Knows(securableClass, permission)))
        {
            return null;
        }

        var name = securable is null ? "" : SqlConversion.Text(securable);
        var database = securableClass is SecurableClass.Database && name.Length > 0 ? name : Database;
        var scoped = securableClass switch
        {
            SecurableClass.Database => "",
            SecurableClass.Object => NameIn(name) is var parts ? $"{parts.Schema ?? "dbo"}.{parts.Name}" : "",
            _ => name,
        };
        var may = MayIn(database);
        return (Same(permission, "ANY") ? may.Sees(securableClass, scoped) : may.Allows(permission, securableClass, scoped)) ? 1 : 0;
    }

    private object? LoginProperty(LoginAccount login, string property) => property.ToUpperInvariant() switch
    {
        "BADPASSWORDCOUNT" or "HISTORYLENGTH" => 0,
        "BADPASSWORDTIME" or "LOCKOUTTIME" => new DateTime(1900, 1, 1),
        "DAYSUNTILEXPIRATION" => login.CheckExpiration
            ? (int)Math.Max(0, (login.PasswordSet + PasswordPolicy.MaximumAge - Time.GetUtcNow().UtcDateTime).TotalDays)
            : null,
        "DEFAULTDATABASE" => login.DefaultDatabase,
        "DEFAULTLANGUAGE" => "us_english",
        "ISEXPIRED" => _instance.IsExpired(login) ? 1 : 0,
        "ISLOCKED" => 0,
        "ISMUSTCHANGE" => login.MustChange ? 1 : 0,
        "PASSWORDHASH" => MayIn(Database).Allows("CONTROL SERVER") ? login.PasswordHash : null,
        "PASSWORDHASHALGORITHM" => 2,
        "PASSWORDLASTSETTIME" => login.PasswordSet,
        _ => null,
    };
}
