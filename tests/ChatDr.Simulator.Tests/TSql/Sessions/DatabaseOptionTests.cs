using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.TSql.Sessions;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>ALTER DATABASE as Microsoft Learn describes it: "ALTER DATABASE SET options", "ALTER DATABASE file and filegroup options".</summary>
public sealed class DatabaseOptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("SINGLE_USER", "user_access_desc", "SINGLE_USER")]
    [InlineData("RESTRICTED_USER", "user_access_desc", "RESTRICTED_USER")]
    [InlineData("READ_ONLY", "is_read_only", true)]
    [InlineData("AUTO_CLOSE ON", "is_auto_close_on", true)]
    [InlineData("AUTO_SHRINK ON", "is_auto_shrink_on", true)]
    [InlineData("PAGE_VERIFY TORN_PAGE_DETECTION", "page_verify_option_desc", "TORN_PAGE_DETECTION")]
    [InlineData("COMPATIBILITY_LEVEL = 150", "compatibility_level", (byte)150)]
    [InlineData("TARGET_RECOVERY_TIME = 2 MINUTES", "target_recovery_time_in_seconds", 120)]
    [InlineData("RECOVERY BULK_LOGGED", "recovery_model_desc", "BULK_LOGGED")]
    [InlineData("OFFLINE", "state_desc", "OFFLINE")]
    public async Task Option_Set_IsShownAndOutlivesTheInstance(string option, string column, object expected)
    {
        await using var fixture = await SessionFixture.StartAsync();
        (await fixture.RunAsync($"CREATE DATABASE d; ALTER DATABASE d SET {option};")).Errors.ShouldBeEmpty();
        (await fixture.RunAsync($"SELECT {column} FROM sys.databases WHERE name = N'd'")).Rows[0][0].ShouldBe(expected);

        await fixture.RestartAsync();

        (await fixture.RunAsync($"SELECT {column} FROM sys.databases WHERE name = N'd'")).Rows[0][0].ShouldBe(expected);
    }

    [Fact]
    public async Task Database_ReadOnly_Refuses3906AndTakesChangesAgain()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync(
            "CREATE DATABASE d; USE d; CREATE TABLE t (id int PRIMARY KEY); INSERT t VALUES (1); USE master; ALTER DATABASE d SET READ_ONLY WITH NO_WAIT;");

        (await fixture.RunAsync("USE d; INSERT t VALUES (2)")).Errors[0].Number.ShouldBe(3906);
        (await fixture.RunAsync("USE d; CREATE TABLE u (id int)")).Errors[0].Number.ShouldBe(3906);
        (await fixture.RunAsync("USE d; SELECT id FROM t")).Rows.Count.ShouldBe(1);
        (await fixture.RunAsync("ALTER DATABASE d SET READ_WRITE; USE d; INSERT t VALUES (2)")).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Database_SingleUser_TakesOneSession()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var session = await fixture.OpenAsync();
        (await SessionFixture.RunAsync(session, "CREATE DATABASE d; ALTER DATABASE d SET SINGLE_USER; USE d;")).Errors.ShouldBeEmpty();

        (await fixture.RunAsync("USE d")).Errors[0].Number.ShouldBe(924);
        (await fixture.RunAsync("ALTER DATABASE d SET MULTI_USER")).Errors.Select(error => error.Number).ShouldBe([5064, 5069]);
        (await SessionFixture.RunAsync(session, "ALTER DATABASE d SET MULTI_USER")).Errors.ShouldBeEmpty();
        (await fixture.RunAsync("USE d")).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Database_RestrictedUser_KeepsOthersOut()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE LOGIN app WITH PASSWORD = 'Wh4t-Ever!'; CREATE DATABASE d; USE d; CREATE USER app FOR LOGIN app; USE master; ALTER DATABASE d SET RESTRICTED_USER;");
        await using var app = await fixture.LogInAsync("app", "Wh4t-Ever!");

        (await SessionFixture.RunAsync(app, "USE d")).Errors[0].Number.ShouldBe(923);
        (await fixture.RunAsync("USE d; ALTER ROLE db_owner ADD MEMBER app")).Errors.ShouldBeEmpty();
        (await SessionFixture.RunAsync(app, "USE d")).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("OFFLINE")]
    [InlineData("SINGLE_USER")]
    [InlineData("READ_ONLY")]
    public async Task Change_OfADatabaseInUse_WaitsOrRefusesOrDisconnects(string option)
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var session = await fixture.OpenAsync();
        await SessionFixture.RunAsync(session, "CREATE DATABASE d; USE d; CREATE TABLE t (id int); BEGIN TRAN; INSERT t VALUES (1);");

        (await fixture.RunAsync($"ALTER DATABASE d SET {option} WITH NO_WAIT")).Errors.Select(error => error.Number).ShouldBe([5061, 5069]);
        var change = fixture.RunAsync($"ALTER DATABASE d SET {option}");
        change.IsCompleted.ShouldBeFalse();
        var kill = fixture.RunAsync($"ALTER DATABASE d SET {option} WITH ROLLBACK IMMEDIATE");
        await EndWhenKilledAsync(session);
        (await kill.WaitAsync(Patience)).Errors.ShouldBeEmpty();
        (await change.WaitAsync(Patience)).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Database_TakenOfflineAndOnline_HasItsDataAndRefuses942InBetween()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE DATABASE d; USE d; CREATE TABLE t (id int); INSERT t VALUES (1); USE master; ALTER DATABASE d SET OFFLINE;");

        (await fixture.RunAsync("USE d")).Errors[0].Number.ShouldBe(942);
        (await fixture.RunAsync("ALTER DATABASE d SET ONLINE; USE d; SELECT id FROM t")).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Database_Renamed_KeepsDataAndFilesAcrossARestart()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE DATABASE d; CREATE DATABASE e; USE d; CREATE TABLE t (id int); INSERT t VALUES (1);");
        (await fixture.RunAsync("ALTER DATABASE d MODIFY NAME = e")).Errors[0].Number.ShouldBe(1801);
        (await fixture.RunAsync("ALTER DATABASE d MODIFY NAME = f")).Errors.ShouldBeEmpty();

        await fixture.RestartAsync();

        (await fixture.RunAsync("USE f; SELECT id FROM t")).Rows.Count.ShouldBe(1);
        (await fixture.RunAsync("SELECT name FROM sys.master_files WHERE database_id = DB_ID(N'f')")).Rows.Select(row => row[0]).ShouldBe(["d", "d_log"]);
        (await fixture.RunAsync("USE d")).Errors[0].Number.ShouldBe(911);
    }

    [Fact]
    public async Task Files_OfCreateDatabase_AreShownInPages()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var created = await fixture.RunAsync("""
            CREATE DATABASE d ON PRIMARY (NAME = d_data, FILENAME = '/data/x.mdf', SIZE = 16MB, MAXSIZE = UNLIMITED, FILEGROWTH = 10%)
            LOG ON (NAME = d_log1, FILENAME = '/log/x.ldf', SIZE = 1024 KB, MAXSIZE = 2 GB, FILEGROWTH = 512KB);
            """);
        created.Errors.ShouldBeEmpty();

        var files = await fixture.RunAsync(
            "SELECT name, physical_name, size, max_size, growth, is_percent_growth, type_desc, state_desc FROM sys.master_files WHERE database_id = DB_ID(N'd') ORDER BY file_id");
        files.Rows[0].ShouldBe(["d_data", "/data/x.mdf", 2048, -1, 10, true, "ROWS", "ONLINE"]);
        files.Rows[1].ShouldBe(["d_log1", "/log/x.ldf", 128, 262144, 64, false, "LOG", "ONLINE"]);
        (await fixture.RunAsync("ALTER DATABASE d MODIFY FILE (NAME = d_log1, SIZE = 3MB)")).Errors.ShouldBeEmpty();
        (await fixture.RunAsync("USE d; SELECT size FROM sys.database_files WHERE type = 1")).Rows[0][0].ShouldBe(384);
        (await fixture.RunAsync("ALTER DATABASE d MODIFY FILE (NAME = d_log1, SIZE = 2MB)")).Errors[0].Number.ShouldBe(5039);
        (await fixture.RunAsync("ALTER DATABASE d MODIFY FILE (NAME = other, SIZE = 9MB)")).Errors[0].Number.ShouldBe(5041);
        (await fixture.RunAsync("CREATE DATABASE e ON (NAME = e, FILENAME = '/data/x.mdf')")).Errors.Select(error => error.Number).ShouldBe([5170, 1802]);
        (await fixture.RunAsync("ALTER DATABASE d SET COMPATIBILITY_LEVEL = 95")).Errors[0].Number.ShouldBe(15048);
    }

    [Fact]
    public async Task Log_FullAtItsMaximum_RollsTheStatementBackUntilALogBackup()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync($"""
            CREATE DATABASE d ON (NAME = d, FILENAME = '/d.mdf') LOG ON (NAME = l, FILENAME = '/l.ldf', SIZE = 512KB, MAXSIZE = 512KB);
            USE d; CREATE TABLE t (id int IDENTITY PRIMARY KEY, body nvarchar(max));
            BACKUP DATABASE d TO DISK = '{fixture.Folder}/d.bak';
            """);
        var full = await fixture.RunAsync(
            "USE d; SET XACT_ABORT ON; DECLARE @i int = 0; WHILE @i < 500 BEGIN INSERT t (body) VALUES (REPLICATE(N'x', 4000)); SET @i = @i + 1; END");
        full.Errors[0].Number.ShouldBe(9002);
        full.Errors[0].Message.ShouldContain("LOG_BACKUP");
        (await fixture.RunAsync("SELECT log_reuse_wait_desc FROM sys.databases WHERE name = N'd'")).Rows[0][0].ShouldBe("LOG_BACKUP");
        (await fixture.RunAsync("USE d; SELECT total_log_size_in_bytes, used_log_space_in_bytes FROM sys.dm_db_log_space_usage")).Rows[0][0].ShouldBe(524288L);

        (await fixture.RunAsync($"BACKUP LOG d TO DISK = '{fixture.Folder}/d.trn'; USE d; INSERT t (body) VALUES (N'y');")).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Disk_Full_RefusesWritesServesReadsAndRecoversWithTheSpace()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE DATABASE d; USE d; CREATE TABLE t (id int PRIMARY KEY); INSERT t VALUES (1);");
        fixture.Faults.IsDiskFull = true;

        (await fixture.RunAsync("USE d; INSERT t VALUES (2)")).Errors[0].Number.ShouldBe(9002);
        (await fixture.RunAsync("USE d; BEGIN TRAN; INSERT t VALUES (2); COMMIT; SELECT @@TRANCOUNT")).Errors[0].Number.ShouldBe(9002);
        (await fixture.RunAsync("CREATE DATABASE e")).Errors[0].Number.ShouldBe(5149);
        (await fixture.RunAsync("ALTER DATABASE d SET OFFLINE")).Errors[0].Number.ShouldBe(1105);
        (await fixture.RunAsync("USE d; SELECT id FROM t")).Rows.Count.ShouldBe(1);

        fixture.Faults.IsDiskFull = false;
        (await fixture.RunAsync("USE d; INSERT t VALUES (2); SELECT id FROM t")).Rows.Count.ShouldBe(2);
        (await fixture.RunAsync("CREATE DATABASE e")).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_ThatFails_TellsTheClientThatTheTransactionHasEnded()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE DATABASE d; USE d; CREATE TABLE t (id int PRIMARY KEY);");
        await using var session = await fixture.OpenAsync();
        await SessionFixture.RunAsync(session, "USE d; BEGIN TRAN; INSERT t VALUES (1)");
        fixture.Faults.IsDiskFull = true;

        var commit = await SessionFixture.RunAsync(session, "COMMIT");

        commit.Errors[0].Number.ShouldBe(9002);
        commit.Transactions.ShouldBe([TransactionChange.RolledBack]);
        fixture.Faults.IsDiskFull = false;
        (await SessionFixture.RunAsync(session, "SELECT @@TRANCOUNT, XACT_STATE()")).Rows[0].ShouldBe([0, (short)0]);
        (await SessionFixture.RunAsync(session, "BEGIN TRAN; INSERT t VALUES (1); COMMIT")).Transactions.ShouldBe([TransactionChange.Begun,
            TransactionChange.Committed]);
    }

    [Fact]
    public async Task Files_WithNamesOfTheirOwn_AreThoseOfBackupsAndRestores()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var backup = $"{fixture.Folder}/d.bak";
        var made = await fixture.RunAsync(
            $"CREATE DATABASE d ON (NAME = data, FILENAME = '/d.mdf') LOG ON (NAME = redo, FILENAME = '/d.ldf'); BACKUP DATABASE d TO DISK = '{backup}'");
        made.Errors.ShouldBeEmpty();
        made.Infos.ShouldContain(info => info.Message.Contains("file 'redo'", StringComparison.Ordinal));

        (await fixture.RunAsync($"RESTORE FILELISTONLY FROM DISK = '{backup}'")).Rows.Select(row => row[0]).ShouldBe(["data", "redo"]);
        var restored = await fixture.RunAsync($"RESTORE DATABASE e FROM DISK = '{backup}' WITH MOVE 'data' TO '/e.mdf', MOVE 'redo' TO '/e.ldf'");
        restored.Errors.ShouldBeEmpty();
        (await fixture.RunAsync("SELECT name, physical_name FROM sys.master_files WHERE database_id = DB_ID(N'e') ORDER BY file_id")).Rows
            .Select(row => (row[0], row[1])).ShouldBe([("data", "/e.mdf"), ("redo", "/e.ldf")]);
        (await fixture.RunAsync("ALTER DATABASE e MODIFY FILE (NAME = data, NEWNAME = other)")).Errors.ShouldBeEmpty();
        (await fixture.RunAsync("SELECT name FROM sys.master_files WHERE database_id = DB_ID(N'e') ORDER BY file_id")).Rows.Select(row => row[0])
            .ShouldBe(["other", "redo"]);
    }

    [Theory]
    [InlineData("d")]
    [InlineData("master")]
    public async Task Change_WithRollbackImmediate_ReturnsWhenTheOthersAreGone(string current)
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync($"CREATE DATABASE d; BACKUP DATABASE d TO DISK = '{fixture.Folder}/d.bak'");
        await using var session = await fixture.OpenAsync();
        await SessionFixture.RunAsync(session, $"USE d; CREATE TABLE t (id int); BEGIN TRAN; INSERT t VALUES (1); USE {current};");

        var change = fixture.RunAsync("ALTER DATABASE d SET MULTI_USER WITH ROLLBACK IMMEDIATE");
        change.IsCompleted.ShouldBeFalse();
        await EndWhenKilledAsync(session);

        (await change.WaitAsync(Patience)).Errors.ShouldBeEmpty();
        (await fixture.RunAsync($"BACKUP LOG d TO DISK = '{fixture.Folder}/d.trn' WITH NORECOVERY")).Errors.ShouldBeEmpty();
    }

    /// <summary>Closes a session as its connection does when it is killed.</summary>
    private static async Task EndWhenKilledAsync(SqlSession session)
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = session.Killed.Register(() => killed.TrySetResult());
        await killed.Task.WaitAsync(Patience);
        await session.DisposeAsync();
    }
}
