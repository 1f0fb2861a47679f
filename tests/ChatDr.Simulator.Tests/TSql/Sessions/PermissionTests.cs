using ChatDr.Simulator.Tests.TSql.Execution;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>Statements of a login that is not sysadmin: refused without the permission, with the product's error, and run with it.</summary>
public sealed class PermissionTests
{
    private const string Group =
        "CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'tcp://127.0.0.1:1', "
            + "AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)";

    private const string Endpoint =
        "CREATE ENDPOINT e STATE = STOPPED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE c)";

    [Theory]
    [InlineData("CREATE DATABASE x", "GRANT CREATE ANY DATABASE TO app", 262)]
    [InlineData("CREATE DATABASE x", "ALTER SERVER ROLE dbcreator ADD MEMBER app", 262)]
    [InlineData("DROP DATABASE d", "GRANT ALTER ANY DATABASE TO app", 3701)]
    [InlineData("ALTER DATABASE d SET RECOVERY FULL", "GRANT ALTER ANY DATABASE TO app", 5011, 5069)]
    [InlineData("BACKUP DATABASE d TO DISK = 'd.bak'", "USE d; ALTER ROLE db_backupoperator ADD MEMBER app", 262, 3013)]
    [InlineData("BACKUP LOG d TO DISK = 'd.trn'", "USE d; GRANT BACKUP LOG TO app", 262, 3013)]
    [InlineData("RESTORE DATABASE y FROM DISK = 'full.bak' WITH NORECOVERY, MOVE 'd' TO 'y.mdf', MOVE 'd_log' TO 'y.ldf'",
        "ALTER SERVER ROLE dbcreator ADD MEMBER app", 262, 3013)]
    [InlineData("RESTORE DATABASE d FROM DISK = 'full.bak' WITH NORECOVERY, REPLACE", "ALTER SERVER ROLE dbcreator ADD MEMBER app", 3110, 3013)]
    [InlineData("RESTORE HEADERONLY FROM DISK = 'full.bak'", "GRANT CREATE ANY DATABASE TO app", 262, 3013)]
    [InlineData(Group, "GRANT CREATE AVAILABILITY GROUP TO app", 15247)]
    [InlineData("ALTER AVAILABILITY GROUP g OFFLINE", "GRANT ALTER ON AVAILABILITY GROUP::g TO app", 15151)]
    [InlineData("ALTER AVAILABILITY GROUP g OFFLINE", "GRANT CONTROL ON AVAILABILITY GROUP::g TO app", 15151)]
    [InlineData("ALTER AVAILABILITY GROUP g OFFLINE", "GRANT ALTER ANY AVAILABILITY GROUP TO app", 15151)]
    [InlineData("DROP AVAILABILITY GROUP g", "GRANT CONTROL SERVER TO app", 15151)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'", "ALTER SERVER ROLE securityadmin ADD MEMBER app", 15247)]
    [InlineData("ALTER LOGIN other DISABLE", "GRANT ALTER ON LOGIN::other TO app", 15151)]
    [InlineData("DROP LOGIN other", "GRANT ALTER ANY LOGIN TO app", 15151)]
    [InlineData("GRANT VIEW SERVER STATE TO other", "GRANT VIEW SERVER STATE TO app WITH GRANT OPTION", 4613)]
    [InlineData("CREATE USER u FOR LOGIN other", "CREATE USER app FOR LOGIN app; GRANT ALTER ANY USER TO app", 15247)]
    [InlineData("CREATE CERTIFICATE n WITH SUBJECT = 'n'", "CREATE USER app FOR LOGIN app; GRANT CREATE CERTIFICATE TO app", 15247)]
    [InlineData("CREATE CERTIFICATE n WITH SUBJECT = 'n'", "CREATE USER app FOR LOGIN app; ALTER ROLE db_owner ADD MEMBER app", 15247)]
    [InlineData(Endpoint, "GRANT CREATE ENDPOINT TO app", 15247)]
    [InlineData("EXEC sp_server_diagnostics", "GRANT VIEW SERVER STATE TO app", 300, 297)]
    [InlineData("SELECT role FROM sys.dm_hadr_availability_replica_states", "GRANT VIEW SERVER STATE TO app", 300, 297)]
    [InlineData("EXEC sp_readerrorlog", "GRANT VIEW SERVER STATE TO app", 229)]
    [InlineData("RECONFIGURE", "ALTER SERVER ROLE serveradmin ADD MEMBER app", 5812)]
    [InlineData("SHUTDOWN", "GRANT SHUTDOWN TO app", 6004)]
    public async Task Statement_WithoutAndWithThePermission_IsRefusedThenRuns(string statement, string grant, params int[] errors)
    {
        await using var fixture = await StartAsync();

        (await RunAsAppAsync(fixture, statement)).Errors.Select(error => error.Number).ShouldBe(errors);
        (await fixture.RunAsync(grant)).Errors.ShouldBeEmpty();
        (await RunAsAppAsync(fixture, statement)).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task DropAvailabilityGroup_TakesItsGrantsAlong()
    {
        await using var fixture = await StartAsync();
        var recreate = Group.Replace("GROUP ag", "GROUP g", StringComparison.Ordinal);
        (await fixture.RunAsync($"GRANT ALTER ON AVAILABILITY GROUP::g TO app; DROP AVAILABILITY GROUP g; {recreate}")).Errors.ShouldBeEmpty();

        (await RunAsAppAsync(fixture, "ALTER AVAILABILITY GROUP g OFFLINE")).Errors.Select(error => error.Number).ShouldBe([15151]);
    }

    [Theory]
    [InlineData("SELECT a FROM d.dbo.t", "GRANT SELECT ON dbo.t TO app")]
    [InlineData("SELECT a FROM d.dbo.t", "ALTER ROLE db_datareader ADD MEMBER app")]
    [InlineData("INSERT d.dbo.t VALUES (2)", "GRANT INSERT ON OBJECT::dbo.t TO app")]
    [InlineData("DELETE d.dbo.t", "GRANT DELETE ON SCHEMA::dbo TO app")]
    [InlineData("UPDATE d.dbo.t SET a = 3", "GRANT UPDATE TO app")]
    [InlineData("DELETE d.dbo.t WHERE a = 1", "ALTER ROLE db_datawriter ADD MEMBER app; GRANT SELECT ON dbo.t TO app")]
    public async Task Data_WithoutAndWithThePermission_IsRefusedThenChanges(string statement, string grant)
    {
        await using var fixture = await StartAsync();

        (await RunAsAppAsync(fixture, statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(229);
        (await fixture.RunAsync("USE d; " + grant)).Errors.ShouldBeEmpty();
        (await RunAsAppAsync(fixture, statement)).Errors.ShouldBeEmpty();
        (await fixture.RunAsync("USE d; DENY SELECT, INSERT, UPDATE, DELETE ON dbo.t TO app")).Errors.ShouldBeEmpty();
        (await RunAsAppAsync(fixture, statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(229);
    }

    [Theory]
    [InlineData("CREATE TABLE n (a int)", "GRANT CREATE TABLE TO app; GRANT ALTER ON SCHEMA::dbo TO app", 262)]
    [InlineData("CREATE TABLE n (a int)", "ALTER ROLE db_ddladmin ADD MEMBER app", 262)]
    [InlineData("DROP TABLE t", "GRANT ALTER ON dbo.t TO app", 3701)]
    [InlineData("TRUNCATE TABLE t", "GRANT ALTER ON dbo.t TO app", 4902)]
    [InlineData("CREATE USER w WITHOUT LOGIN", "ALTER ROLE db_accessadmin ADD MEMBER app", 15247)]
    [InlineData("ALTER ROLE db_datareader ADD MEMBER app", "ALTER ROLE db_owner ADD MEMBER app", 15151)]
    public async Task Definition_WithoutAndWithThePermission_IsRefusedThenMade(string statement, string grant, int error)
    {
        await using var fixture = await StartAsync();

        (await RunAsAppAsync(fixture, "USE d; " + statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
        (await fixture.RunAsync("USE d; " + grant)).Errors.ShouldBeEmpty();
        (await RunAsAppAsync(fixture, "USE d; " + statement)).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT COUNT(*) FROM sys.availability_groups", "GRANT VIEW DEFINITION ON AVAILABILITY GROUP::g TO app", 0, 1)]
    [InlineData("SELECT COUNT(*) FROM sys.availability_replicas", "GRANT VIEW ANY DEFINITION TO app", 0, 1)]
    [InlineData("SELECT COUNT(*) FROM sys.server_principals WHERE name = 'other'", "GRANT VIEW ANY DEFINITION TO app", 0, 1)]
    [InlineData("SELECT COUNT(*) FROM sys.certificates", "GRANT VIEW ANY DEFINITION TO app", 0, 1)]
    [InlineData("SELECT COUNT(*) FROM sys.master_files WHERE database_id > 4", "GRANT VIEW ANY DEFINITION TO app", 0, 2)]
    [InlineData("SELECT COUNT(*) FROM sys.dm_exec_sessions", "GRANT VIEW SERVER PERFORMANCE STATE TO app", 1, 2)]
    [InlineData("SELECT COUNT(*) FROM sys.sql_logins WHERE password_hash IS NOT NULL", "GRANT CONTROL SERVER TO app", 0, 3)]
    public async Task Catalog_RowsOfOthers_AreSeenWithThePermissionOnly(string query, string grant, int before, int after)
    {
        await using var fixture = await StartAsync();
        await using var another = await fixture.OpenAsync();

        (await RunAsAppAsync(fixture, query)).Rows[0][0].ShouldBe(before);
        (await fixture.RunAsync(grant)).Errors.ShouldBeEmpty();
        (await RunAsAppAsync(fixture, query)).Rows[0][0].ShouldBe(after);
    }

    [Theory]
    [InlineData("HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER PERFORMANCE STATE')", 1)]
    [InlineData("HAS_PERMS_BY_NAME(NULL, NULL, 'CONTROL SERVER')", 0)]
    [InlineData("HAS_PERMS_BY_NAME('g', 'AVAILABILITY GROUP', 'ALTER')", 1)]
    [InlineData("HAS_PERMS_BY_NAME('d', 'DATABASE', 'BACKUP LOG')", 0)]
    [InlineData("HAS_PERMS_BY_NAME('d', 'DATABASE', 'ANY')", 1)]
    [InlineData("HAS_PERMS_BY_NAME(NULL, NULL, 'FLY')", null)]
    [InlineData("IS_SRVROLEMEMBER('processadmin')", 1)]
    [InlineData("IS_SRVROLEMEMBER('sysadmin')", 0)]
    [InlineData("IS_SRVROLEMEMBER('nothing')", null)]
    [InlineData("IS_MEMBER('db_owner')", 0)]
    public async Task Functions_OnPermissions_TellTheTruth(string expression, int? expected)
    {
        await using var fixture = await StartAsync();
        await fixture.RunAsync("GRANT VIEW SERVER STATE, ALTER ANY AVAILABILITY GROUP TO app; ALTER SERVER ROLE processadmin ADD MEMBER app");

        (await RunAsAppAsync(fixture, "SELECT " + expression)).Rows[0][0].ShouldBe(expected);
    }

    [Fact]
    public async Task Permissions_InTheCatalog_ShowStateClassAndType()
    {
        await using var fixture = await StartAsync();
        await fixture.RunAsync("GRANT ALTER ON AVAILABILITY GROUP::g TO app; DENY SHUTDOWN TO app; GRANT VIEW SERVER STATE TO app WITH GRANT OPTION; REVOKE GRANT OPTION FOR VIEW SERVER STATE FROM app");

        var rows = (await fixture.RunAsync("SELECT p.class_desc, p.type, p.permission_name, p.state_desc FROM sys.server_permissions p JOIN sys.server_principals l ON l.principal_id = p.grantee_principal_id WHERE l.name = 'app' ORDER BY p.permission_name")).Rows;

        rows.Select(row => string.Join('|', row)).ShouldBe([
            "AVAILABILITY GROUP|AL  |ALTER|GRANT", "SERVER|COSQ|CONNECT SQL|GRANT", "SERVER|SHDN|SHUTDOWN|DENY", "SERVER|VWSS|VIEW SERVER STATE|GRANT"]);
    }

    [Theory]
    [InlineData("GRANT VIEW SERVER STATE TO sa", 4624)]
    [InlineData("GRANT VIEW SERVER STATE TO nobody", 15151)]
    [InlineData("GRANT VIEW SERVER STATE TO sysadmin", 4617)]
    [InlineData("USE d; GRANT VIEW SERVER STATE TO app", 4621)]
    [InlineData("GRANT CONNECT ON ENDPOINT::nothing TO app", 15151)]
    [InlineData("USE d; GRANT SELECT ON dbo.nothing TO app", 15151)]
    [InlineData("ALTER SERVER ROLE nothing ADD MEMBER app", 15151)]
    [InlineData("ALTER SERVER ROLE [public] ADD MEMBER app", 15081)]
    [InlineData("ALTER SERVER ROLE sysadmin DROP MEMBER sa", 15405)]
    public async Task Grant_ThatMakesNoSense_IsRefused(string statement, int error)
    {
        await using var fixture = await StartAsync();

        (await fixture.RunAsync(statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
    }

    private static async Task<SessionFixture> StartAsync()
    {
        var fixture = await SessionFixture.StartAsync();
        (await fixture.RunAsync($"""
            CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'; CREATE CERTIFICATE c WITH SUBJECT = 'c';
            CREATE LOGIN app WITH PASSWORD = 'Pa55-word'; CREATE LOGIN other WITH PASSWORD = 'Pa55-word'; CREATE DATABASE d;
            {Group.Replace("GROUP ag", "GROUP g", StringComparison.Ordinal)};
            USE d; CREATE TABLE t (a int); INSERT t VALUES (1); CREATE USER app FOR LOGIN app;
            BACKUP DATABASE d TO DISK = 'full.bak';
            """)).Errors.ShouldBeEmpty();
        return fixture;
    }

    private static async Task<RecordingWriter> RunAsAppAsync(SessionFixture fixture, string batch)
    {
        await using var session = await fixture.LogInAsync("app", "Pa55-word");
        return await SessionFixture.RunAsync(session, batch);
    }
}
