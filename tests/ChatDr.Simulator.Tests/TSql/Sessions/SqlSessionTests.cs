using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.TSql.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

public sealed class SqlSessionTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatdr-tsql-");
    private Instance _instance = null!;

    public async Task InitializeAsync() => _instance = await Instance.StartAsync(
        new()
        {
            ServerName = "SQL1",
            DataDirectory = _folder.FullName,
            SaPassword = "S3cret-Word",
        }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Session_ChatTables_InsertReadAndRefuseDuplicates()
    {
        var result = await RunAsync("""
            CREATE DATABASE mgc; USE mgc;
            IF OBJECT_ID(N'dbo.messages') IS NULL CREATE TABLE dbo.messages (seq bigint identity primary key, room_id int not null, body nvarchar(10) not null, client_id uniqueidentifier not null unique, posted_at datetime2 not null default sysutcdatetime());
            BEGIN TRANSACTION; INSERT dbo.messages (room_id, body, client_id) OUTPUT inserted.seq VALUES (1, N'hello', '11111111-1111-1111-1111-111111111111'); COMMIT;
            INSERT dbo.messages (room_id, body, client_id) VALUES (1, N'again', '11111111-1111-1111-1111-111111111111');
            INSERT dbo.messages (room_id, client_id) VALUES (1, NEWID());
            INSERT dbo.messages (room_id, body, client_id) VALUES (1, N'far too long a text', NEWID());
            BEGIN TRANSACTION; DELETE FROM dbo.messages; ROLLBACK;
            UPDATE m SET body = body + N'!' FROM dbo.messages AS m WHERE m.seq = 1;
            SELECT body, @@TRANCOUNT, COUNT(posted_at) FROM dbo.messages GROUP BY body;
            """);

        result.Errors.Select(error => error.Number).ShouldBe([2627, 515, 2628]);
        result.Rows.Select(row => row[0]).ShouldBe([1L, "hello!"]);
    }

    [Fact]
    public async Task Session_LogShipping_TailAndRestoreKeepTheRow()
    {
        var file = Path.Combine(_folder.FullName, "b");
        var result = await RunAsync($"""
            CREATE DATABASE mgc; USE mgc; CREATE TABLE t (a int NOT NULL); USE master;
            BACKUP DATABASE mgc TO DISK = N'{file}.bak' WITH INIT, CHECKSUM;
            USE mgc; INSERT t VALUES (7); USE master;
            BACKUP LOG mgc TO DISK = N'{file}.trn' WITH NORECOVERY, INIT;
            SELECT state_desc FROM sys.databases WHERE name = N'mgc';
            RESTORE DATABASE mgc FROM DISK = N'{file}.bak' WITH NORECOVERY, REPLACE;
            RESTORE LOG mgc FROM DISK = N'{file}.trn' WITH RECOVERY;
            SELECT a FROM mgc.dbo.t;
            """);

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => row[0]).ShouldBe(["RESTORING", 7]);
    }

    [Fact]
    [Trait("Fact", "B1.1")]
    public async Task Session_AvailabilityGroup_IsVisibleInItsViews()
    {
        var result = await RunAsync("""
            CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'; CREATE CERTIFICATE c WITH SUBJECT = 'c';
            CREATE ENDPOINT Hadr_endpoint STATE = STARTED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE c, ENCRYPTION = REQUIRED ALGORITHM AES);
            CREATE AVAILABILITY GROUP [ag] WITH (DB_FAILOVER = ON, CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'tcp://127.0.0.1:1', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC);
            SELECT g.name, s.role_desc FROM sys.availability_groups AS g JOIN sys.dm_hadr_availability_replica_states AS s ON s.group_id = g.group_id WHERE s.is_local = 1;
            ALTER AVAILABILITY GROUP [ag] FAILOVER;
            SELECT DATALENGTH(CERTENCODED(CERT_ID(N'c')));
            """);

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(47104);
        result.Rows[0].ShouldBe(["ag", "PRIMARY"]);
        ((int)result.Rows[1][0]!).ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Login_WithoutUserInTheDatabase_IsRefused()
    {
        await RunAsync("CREATE DATABASE mgc; CREATE LOGIN app WITH PASSWORD = 'App-Pass-1', CHECK_POLICY = OFF;");

        var refusal = await Should.ThrowAsync<SqlErrorException>(
            async () => await Frontend.LoginAsync(new() { UserName = "app", Password = "App-Pass-1", Database = "mgc" }, CancellationToken.None));

        refusal.Errors.Select(error => error.Number).ShouldBe([4060, 18456]);
        (await RunAsync("CREATE DATABASE other", "app", "App-Pass-1")).Errors.ShouldHaveSingleItem().Number.ShouldBe(262);
    }

    [Theory]
    [InlineData("seq = 2", "b")]
    [InlineData("2 = m.seq AND body = N'b'", "b")]
    [InlineData("seq = 2 AND body = N'a'", null)]
    [InlineData("seq = 2.0", "b")]
    [InlineData("client_id = '22222222-2222-2222-2222-222222222222'", "b")]
    [InlineData("client_id = @id", "b")]
    [InlineData("seq = NULL", null)]
    [InlineData("seq = 9", null)]
    public async Task Session_WhereOnAUniqueKey_FindsWhatAScanFinds(string where, string? expected)
    {
        var result = await RunAsync($"""
            CREATE DATABASE mgc; USE mgc; DECLARE @id uniqueidentifier = '22222222-2222-2222-2222-222222222222';
            CREATE TABLE m (seq bigint NOT NULL PRIMARY KEY, body nvarchar(10) NOT NULL, client_id uniqueidentifier NOT NULL UNIQUE);
            BEGIN TRANSACTION;
            INSERT m VALUES (1, N'a', '11111111-1111-1111-1111-111111111111'), (2, N'b', '22222222-2222-2222-2222-222222222222');
            SELECT body FROM m WHERE {where};
            COMMIT;
            SELECT body FROM dbo.m WHERE {where};
            """);

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => row[0]).ShouldBe(expected is null ? [] : [expected, expected]);
    }

    private SqlFrontend Frontend => new(_instance, Personality.Linux);

    private async Task<RecordingWriter> RunAsync(string batch, string login = "sa", string password = "S3cret-Word")
    {
        await using var session = await Frontend.LoginAsync(new() { UserName = login, Password = password }, CancellationToken.None);
        var writer = new RecordingWriter();
        await session.ExecuteAsync(batch, [], writer, CancellationToken.None);
        return writer;
    }
}
