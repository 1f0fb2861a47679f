using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>GRANT, DENY and REVOKE (Microsoft Learn, "GRANT (Transact-SQL)" and the pages for each class of securables).</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ChangePermissionsAsync(PermissionStatement statement, CancellationToken attention)
    {
        if (statement.GrantOptionFor && statement.Action is not "REVOKE")
        {
            throw SqlErrors.NotSupported($"{statement.Action} GRANT OPTION FOR");
        }

        foreach (var permission in statement.Permissions)
        {
            var (securableClass, securable) = Securable(statement, permission);
            if (!PermissionTree.Knows(securableClass, permission))
            {
                throw SqlErrors.NotSupported($"{statement.Action} {permission}{(statement.Class is null ? "" : $" ON {statement.Class}")}");
            }

            if (!MayIn(Database).MayGrant(permission, securableClass, securable))
            {
                throw new SqlErrorException(4613, 16, 1, "Grantor does not have GRANT permission.");
            }

            foreach (var principal in statement.Principals)
            {
                await ChangePermissionAsync(statement, permission, securableClass, securable, principal, attention);
            }
        }
    }

    private async ValueTask ChangePermissionAsync(
        PermissionStatement statement, string permission, SecurableClass securableClass, string securable, string principal, CancellationToken attention)
    {
        IReadOnlyList<PermissionGrant> Changed(IReadOnlyList<PermissionGrant> grants) =>
        [
            .. grants.Where(grant => !grant.IsAbout(permission, securableClass, securable)),
            .. StateAfter(statement, grants.FirstOrDefault(grant => grant.IsAbout(permission, securableClass, securable))) is { } state
                ? [new PermissionGrant(permission, securableClass, securable, state)]
                : Array.Empty<PermissionGrant>(),
        ];

        if (securableClass is SecurableClass.Database or SecurableClass.Schema or SecurableClass.Object)
        {
            RefuseSpecial(principal, FixedDatabaseRoles.Find(principal) is not null || Same(principal, "public"), Same(principal, "dbo"));
            await ChangeUserAsync(principal, user => user with { Permissions = Changed(user.Permissions) }, attention);
            return;
        }

        if (!IsInMaster && securableClass is SecurableClass.Server)
        {
            throw new SqlErrorException(4621, 16, 10, "Permissions at the server scope can only be granted when the current database is master.");
        }

        var login = _instance.FindLogin(principal);
        RefuseSpecial(principal, FixedServerRoles.Find(principal) is not null, login?.PrincipalId is 1 || login?.Sid == Login.Sid);
        if (login is null)
        {
            throw new SqlErrorException(15151, 16, 1, $"Cannot find the login '{principal}', because it does not exist or you do not have permission.");
        }

        _instance.AlterLogin(principal, login => login with { Permissions = Changed(login.Permissions) });
    }

    private static PermissionState? StateAfter(PermissionStatement statement, PermissionGrant? before) => statement switch
    {
        { Action: "DENY" } => PermissionState.Deny,
        { Action: "GRANT" } => statement.WithGrantOption ? PermissionState.GrantWithGrantOption : PermissionState.Grant,
        { GrantOptionFor: true } => before?.State is PermissionState.GrantWithGrantOption ? PermissionState.Grant : before?.State,
        _ => null,
    };

    private static void RefuseSpecial(string principal, bool isRole, bool isSpecial)
    {
        if (isRole)
        {
            throw new SqlErrorException(4617, 16, 1, $"Cannot grant, deny or revoke permissions to or from special roles such as '{principal}'.");
        }

        if (isSpecial)
        {
            throw new SqlErrorException(
                4624, 16, 1, "Cannot grant, deny, or revoke permissions to sa, dbo, entity owner, information_schema, sys, or yourself.");
        }
    }

    /// <summary>What a permission is on: without ON the server where there is such a permission of the server, the current database otherwise.</summary>
    private (SecurableClass Class, string Name) Securable(PermissionStatement statement, string permission) => statement.Class switch
    {
        null => (PermissionTree.Knows(SecurableClass.Server, permission) ? SecurableClass.Server : SecurableClass.Database, ""),
        "ENDPOINT" => (SecurableClass.Endpoint,
            Found("endpoint", statement, name => _instance.Endpoint is { } endpoint && Same(endpoint.Name, name) ? endpoint.Name : null)),
        "AVAILABILITY GROUP" => (
            SecurableClass.AvailabilityGroup, Found("availability group", statement, name => _instance.AvailabilityGroups.Find(name)?.Configuration.Name)),
        "LOGIN" => (SecurableClass.Login, Found("login", statement, name => _instance.FindLogin(name)?.Name)),
        "DATABASE" => (SecurableClass.Database, Found("database", statement, name => Same(name, Database) ? "" : null)),
        "SCHEMA" => (SecurableClass.Schema, Found("schema", statement, name => IsSchema(name) ? name : null)),
        "OBJECT" => (SecurableClass.Object,
            Found("object", statement, _ => FindTable(statement.Securable!).Table is { Definition: var table } ? $"{table.Schema}.{table.Name}" : null)),
        var other => throw SqlErrors.NotSupported($"{statement.Action} … ON {other}"),
    };

    private bool IsSchema(string name) =>
        Same(name, "dbo") || _instance.FindDatabase(Database)?.Tables.Any(table => Same(table.Definition.Schema, name)) is true;

    private static string Found(string kind, PermissionStatement statement, Func<string, string?> find) => find(statement.Securable!.Name)
        ?? throw new SqlErrorException(
            15151, 16, 1, $"Cannot find the {kind} '{statement.Securable}', because it does not exist or you do not have permission.");
}
