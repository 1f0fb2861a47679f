using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Tests.Engine.Security;

/// <summary>The check of permissions, as a table: what is granted, what is asked, and whether it is allowed.</summary>
public sealed class EntitlementsTests
{
    [Theory]
    [InlineData("VIEW SERVER STATE", "VIEW SERVER PERFORMANCE STATE", true)]
    [InlineData("VIEW SERVER PERFORMANCE STATE", "VIEW SERVER STATE", false)]
    [InlineData("ALTER SERVER STATE", "VIEW SERVER SECURITY STATE", true)]
    [InlineData("ALTER ANY AVAILABILITY GROUP", "CREATE AVAILABILITY GROUP", true)]
    [InlineData("CREATE AVAILABILITY GROUP", "ALTER ANY AVAILABILITY GROUP", false)]
    [InlineData("ALTER ANY DATABASE", "CREATE ANY DATABASE", true)]
    [InlineData("CONTROL SERVER", "SHUTDOWN", true)]
    [InlineData("VIEW ANY DEFINITION", "VIEW ANY DATABASE", true)]
    [InlineData("VIEW ANY DEFINITION", "VIEW SERVER STATE", false)]
    public void Allows_PermissionOfTheServer_FollowsTheTree(string granted, string asked, bool allowed) =>
        Of(new PermissionGrant(granted)).Allows(asked).ShouldBe(allowed);

    [Theory]
    [InlineData("ALTER ANY AVAILABILITY GROUP", "Server", "", true)]
    [InlineData("CONTROL", "AvailabilityGroup", "ag", true)]
    [InlineData("ALTER", "AvailabilityGroup", "AG", true)]
    [InlineData("ALTER", "AvailabilityGroup", "other", false)]
    [InlineData("VIEW DEFINITION", "AvailabilityGroup", "ag", false)]
    [InlineData("ALTER ANY ENDPOINT", "Server", "", false)]
    public void Allows_AlterOnAGroup_ComesFromTheGroupOrTheServer(string granted, string securableClass, string securable, bool allowed) =>
        Of(new PermissionGrant(granted, Enum.Parse<SecurableClass>(securableClass), securable))
            .Allows("ALTER", SecurableClass.AvailabilityGroup, "ag")
            .ShouldBe(allowed);

    [Theory]
    [InlineData("SELECT", "Object", "dbo.t", true)]
    [InlineData("SELECT", "Object", "dbo.u", false)]
    [InlineData("SELECT", "Schema", "dbo", true)]
    [InlineData("SELECT", "Schema", "app", false)]
    [InlineData("SELECT", "Database", "", true)]
    [InlineData("CONTROL", "Database", "", true)]
    [InlineData("SELECT ALL USER SECURABLES", "Server", "", true)]
    [InlineData("INSERT", "Database", "", false)]
    public void Allows_SelectOnATable_ComesFromTableSchemaDatabaseOrServer(string granted, string securableClass, string securable, bool allowed) =>
        Of(new PermissionGrant(granted, Enum.Parse<SecurableClass>(securableClass), securable))
            .Allows("SELECT", SecurableClass.Object, "dbo.t")
            .ShouldBe(allowed);

    [Theory]
    [InlineData("SELECT", "Object", "dbo.t")]
    [InlineData("SELECT", "Database", "")]
    [InlineData("CONTROL", "Schema", "dbo")]
    public void Allows_DenyAnywhereAbove_WinsOverTheGrant(string denied, string securableClass, string securable) =>
        Of(new PermissionGrant("SELECT", SecurableClass.Object, "dbo.t"),
            new PermissionGrant(denied, Enum.Parse<SecurableClass>(securableClass), securable, PermissionState.Deny))
            .Allows("SELECT", SecurableClass.Object, "dbo.t").ShouldBeFalse();

    [Fact]
    public void Allows_DeniedToSysadminOrOwner_IsAllowed()
    {
        PermissionGrant[] denied = [new("SELECT", SecurableClass.Database, "", PermissionState.Deny)];

        new Entitlements(true, true, denied).Allows("SELECT", SecurableClass.Object, "dbo.t").ShouldBeTrue();
        new Entitlements(false, true, denied).Allows("SELECT", SecurableClass.Object, "dbo.t").ShouldBeTrue();
        new Entitlements(false, true, denied).Allows("SHUTDOWN").ShouldBeFalse();
    }

    [Theory]
    [InlineData("db_owner", "CONTROL", true)]
    [InlineData("db_datareader", "SELECT", true)]
    [InlineData("db_datareader", "INSERT", false)]
    [InlineData("db_datawriter", "DELETE", true)]
    [InlineData("db_datawriter", "SELECT", false)]
    [InlineData("db_ddladmin", "CREATE TABLE", true)]
    [InlineData("db_ddladmin", "SELECT", false)]
    [InlineData("db_backupoperator", "BACKUP LOG", true)]
    [InlineData("db_backupoperator", "SELECT", false)]
    [InlineData("db_accessadmin", "ALTER ANY USER", true)]
    [InlineData("db_securityadmin", "ALTER ANY ROLE", true)]
    [InlineData("db_denydatareader", "SELECT", false)]
    public void Allows_ByAFixedDatabaseRole_IsWhatTheRoleGrants(string role, string asked, bool allowed) =>
        Of([.. FixedDatabaseRoles.Grants(role)]).Allows(asked, SecurableClass.Database).ShouldBe(allowed);

    [Theory]
    [InlineData("dbcreator", "CREATE ANY DATABASE", true)]
    [InlineData("securityadmin", "ALTER ANY LOGIN", true)]
    [InlineData("processadmin", "ALTER ANY CONNECTION", true)]
    [InlineData("serveradmin", "SHUTDOWN", true)]
    [InlineData("public", "VIEW ANY DATABASE", true)]
    [InlineData("public", "VIEW SERVER STATE", false)]
    public void Allows_ByAFixedServerRole_IsWhatTheRoleGrants(string role, string asked, bool allowed) =>
        Of([.. FixedServerRoles.Grants(role)]).Allows(asked).ShouldBe(allowed);

    [Theory]
    [InlineData("Grant", false)]
    [InlineData("GrantWithGrantOption", true)]
    public void MayGrant_PermissionItself_NeedsTheGrantOption(string state, bool allowed)
    {
        var may = Of(new PermissionGrant("VIEW SERVER STATE", State: Enum.Parse<PermissionState>(state)));

        may.MayGrant("VIEW SERVER STATE", SecurableClass.Server, "").ShouldBe(allowed);
        may.MayGrant("VIEW SERVER PERFORMANCE STATE", SecurableClass.Server, "").ShouldBeTrue("a permission that implies it is held");
    }

    private static Entitlements Of(params PermissionGrant[] grants) => new(false, false, grants);
}
