using ChatDr.Simulator.Tests.TSql.Sessions;

namespace ChatDr.Simulator.Tests.TSql.Catalog;

public sealed class CatalogViewTests
{
    private const string Table = "CREATE DATABASE d; USE d; CREATE TABLE dbo.t (id int IDENTITY NOT NULL PRIMARY KEY, name nvarchar(50) NULL UNIQUE); ";

    [Theory]
    [Trait("Fact", "B4.1")]
    [InlineData(
        "SELECT c.name + N' ' + CAST(c.max_length AS nvarchar(9)) FROM sys.columns c JOIN sys.tables t ON t.object_id = c.object_id ORDER BY c.column_id",
        "id 4", "name 100")]
    [InlineData(
        "SELECT i.type_desc FROM sys.key_constraints k JOIN sys.indexes i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id ORDER BY i.index_id",
        "CLUSTERED", "NONCLUSTERED")]
    [InlineData("SELECT type FROM sys.objects ORDER BY type", "PK", "U ", "UQ")]
    [InlineData("SELECT TABLE_SCHEMA + N'.' + TABLE_NAME FROM INFORMATION_SCHEMA.TABLES", "dbo.t")]
    [InlineData("SELECT DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS ORDER BY ORDINAL_POSITION", "int", "nvarchar")]
    [InlineData("SELECT type_desc FROM sys.database_files", "ROWS", "LOG")]
    [InlineData("SELECT name FROM sys.server_principals WHERE type = 'R' AND principal_id IN (2, 3, 9)", "public", "sysadmin", "dbcreator")]
    [InlineData("SELECT name FROM sys.sql_logins", "sa")]
    [InlineData("SELECT name FROM sys.tcp_endpoints", "TSQL Default TCP")]
    [InlineData("SELECT e.name FROM sys.database_mirroring_endpoints e")]
    [InlineData("SELECT DB_NAME(database_id) FROM sys.database_mirroring WHERE mirroring_state IS NULL AND database_id > 4", "d")]
    [InlineData("SELECT user_access_desc FROM sys.databases WHERE name = N'd'", "MULTI_USER")]
    [InlineData(
        "SELECT r.status FROM sys.dm_exec_requests r JOIN sys.dm_exec_connections c ON c.session_id = r.session_id WHERE r.session_id = @@SPID", "running")]
    [InlineData("SELECT IIF(1 = 1, N'yes', N'no')", "yes")]
    [InlineData("SELECT CAST(HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS nvarchar(1))", "1")]
    [InlineData("SELECT CAST(sys.fn_hadr_backup_is_preferred_replica(N'd') AS nvarchar(1))", "1")]
    public async Task Query_OnTheCatalog_AnswersAsTheProduct(string query, params string[] expected)
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync(Table + query);

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => row[0]).ShouldBe(expected);
    }

    [Theory]
    [InlineData("EXEC sp_server_diagnostics", 5)]
    [InlineData("EXEC sp_who2", 1)]
    [InlineData("EXEC master..sp_helpdb", 1)]
    public async Task Procedure_OfTheSystem_Answers(string batch, int rows)
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync(Table + batch);

        result.Errors.ShouldBeEmpty();
        result.Rows.Count.ShouldBe(rows);
    }

    [Fact]
    public async Task History_OfABackupRestoredHere_ListsTheSetOnce()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var file = Path.Combine(fixture.Folder, "d.bak");

        var result = await fixture.RunAsync($"""
            CREATE DATABASE d; BACKUP DATABASE d TO DISK = N'{file}'; RESTORE DATABASE d FROM DISK = N'{file}' WITH REPLACE;
            SELECT s.database_name FROM msdb.dbo.backupset s; SELECT h.destination_database_name FROM msdb.dbo.restorehistory h JOIN msdb.dbo.backupset s ON s.backup_set_id = h.backup_set_id;
            """);

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => row[0]).ShouldBe(["d", "d"]);
    }
}
