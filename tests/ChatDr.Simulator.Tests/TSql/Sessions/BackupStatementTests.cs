using System.Globalization;
using ChatDr.Simulator.Tests.TSql.Execution;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>BACKUP and RESTORE as a person types them: options, refusals with their numbers, and the messages of success.</summary>
public sealed class BackupStatementTests : IAsyncLifetime
{
    private SessionFixture _sql = null!;

    private string File => Path.Combine(_sql.Folder, "f");

    public async Task InitializeAsync()
    {
        _sql = await SessionFixture.StartAsync();
        var made = await _sql.RunAsync($"CREATE DATABASE d; EXEC('USE d; CREATE TABLE t (a int NOT NULL); INSERT t VALUES (1)'); BACKUP DATABASE d TO DISK = '{File}.bak' WITH INIT, CHECKSUM");
        made.Errors.ShouldBeEmpty();
    }

    public async Task DisposeAsync() => await _sql.DisposeAsync();

    [Theory]
    [InlineData("backup compression default", "Compressed", "", true)]
    [InlineData("backup compression default", "Compressed", "WITH NO_COMPRESSION", false)]
    [InlineData("backup checksum default", "HasBackupChecksums", "", true)]
    [InlineData("backup checksum default", "HasBackupChecksums", "WITH NO_CHECKSUM", false)]
    public async Task Backup_ThatLeavesItOpen_DoesAsTheServerIsConfigured(string option, string column, string clause, bool expected)
    {
        (await RunAsync($"EXEC sp_configure '{option}', 1; RECONFIGURE; BACKUP DATABASE d TO DISK = '$.c' {clause}")).Errors.ShouldBeEmpty();

        var header = await RunAsync("RESTORE HEADERONLY FROM DISK = '$.c'");

        var index = header.Columns[0].Select(shown => shown.Name).ToList().IndexOf(column);
        Convert.ToBoolean(header.Rows[0][index], CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("BACKUP LOG none TO DISK = '$.x'", 911, 3013)]
    [InlineData("ALTER DATABASE d SET RECOVERY SIMPLE; BACKUP LOG d TO DISK = '$.x'", 4208, 3013)]
    [InlineData("CREATE DATABASE e; BACKUP LOG e TO DISK = '$.x'", 4214, 3013)]
    [InlineData("BACKUP DATABASE tempdb TO DISK = '$.x'", 3147, 3013)]
    [InlineData("BACKUP LOG master TO DISK = '$.x'", 4212, 3013)]
    [InlineData("BACKUP DATABASE d TO device", 3206)]
    [InlineData("BACKUP DATABASE d TO DISK = ''", 3044)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH INIT, NOINIT", 3031)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH NORECOVERY", 3032)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH BLOCKSIZE = 1000", 3253)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH MAXTRANSFERSIZE = 5", 3250)]
    [InlineData("BEGIN TRANSACTION; BACKUP DATABASE d TO DISK = '$.x'; ROLLBACK", 3021)]
    [InlineData("BACKUP DATABASE d TO DISK = @nowhere", 137)]
    [InlineData("RESTORE LOG none FROM DISK = '$.bak'", 3118, 3013)]
    [InlineData("RESTORE DATABASE none WITH RECOVERY", 3118, 3013)]
    [InlineData("RESTORE DATABASE d WITH RECOVERY", 3153, 3013)]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.bak'", 3159, 3013)]
    [InlineData("CREATE DATABASE e; RESTORE DATABASE e FROM DISK = '$.bak'", 3154, 3013)]
    [InlineData("RESTORE DATABASE copy FROM DISK = '$.bak'", 1834, 3156, 1834, 3156, 3119, 3013)]
    [InlineData("RESTORE DATABASE copy FROM DISK = '$.bak' WITH MOVE 'other' TO '/x/y.mdf'", 3234, 3013)]
    [InlineData("RESTORE DATABASE copy FROM DISK = '$.bak' WITH MOVE 'd' TO '/x/y', MOVE 'd_log' TO '/x/y'", 3176, 3013)]
    [InlineData("RESTORE DATABASE copy FROM DISK = '$.bak' WITH MOVE 'd' TO '/x/y', MOVE 'd' TO '/x/z'", 4353)]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.bak' WITH FILE = 2, REPLACE", 4038, 3013)]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.none' WITH REPLACE", 3201, 3013)]
    [InlineData("RESTORE LOG d FROM DISK = '$.bak'", 3135, 3013)]
    [InlineData("USE d; RESTORE DATABASE d FROM DISK = '$.bak' WITH REPLACE", 3102, 3013)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.n' WITH NO_CHECKSUM; RESTORE VERIFYONLY FROM DISK = '$.n' WITH CHECKSUM", 3187, 3013)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.r' WITH RETAINDAYS = 3; BACKUP DATABASE d TO DISK = '$.r' WITH INIT", 4030, 3013)]
    [InlineData("BACKUP DATABASE d TO DISK = '$.m' WITH MEDIANAME = 'one'; BACKUP DATABASE d TO DISK = '$.m' WITH MEDIANAME = 'two'", 4037, 3013)]
    [Trait("Fact", "3013")]
    [Trait("Fact", "3118")]
    [Trait("Fact", "3153")]
    [Trait("Fact", "3154")]
    [Trait("Fact", "3156")]
    [Trait("Fact", "3159")]
    [Trait("Fact", "4208")]
    public async Task Statement_Refused_AnswersItsNumbers(string batch, params int[] numbers) =>
        (await RunAsync(batch)).Errors.Select(error => error.Number).ShouldBe(numbers);

    [Theory]
    [InlineData("RESTORE HEADERONLY FROM DISK = '$.none'", "Operating system error 2(")]
    [InlineData("RESTORE HEADERONLY FROM DISK = '$.none/none'", "Operating system error 3(")]
    public async Task File_ThatIsNotThere_IsToldWithTheNumberOfTheOperatingSystem(string batch, string told) =>
        (await RunAsync(batch)).Errors[0].Message.ShouldContain(told);

    [Theory]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH DIFFERENTIAL", "DIFFERENTIAL")]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH ENCRYPTION (ALGORITHM = AES_256, SERVER CERTIFICATE = c)", "ENCRYPTION")]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH COMPRESSION (ALGORITHM = QAT_DEFLATE)", "QAT_DEFLATE")]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' MIRROR TO DISK = '$.y' WITH FORMAT", "MIRROR TO")]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x', DISK = '$.y'", "striped")]
    [InlineData("BACKUP DATABASE d TO URL = 's3://h/b/f'", "URL")]
    [InlineData("BACKUP DATABASE d FILEGROUP = 'g' TO DISK = '$.x'", "FILEGROUP")]
    [InlineData("BACKUP DATABASE d TO DISK = '$.x' WITH METADATA_ONLY", "METADATA_ONLY")]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.bak' WITH STANDBY = 'u'", "STANDBY")]
    [InlineData("RESTORE LOG d FROM DISK = '$.bak' WITH STOPAT = '2026-01-01'", "STOPAT")]
    [InlineData("RESTORE LOG d FROM DISK = '$.bak' WITH STOPATMARK = 'm'", "STOPATMARK")]
    [InlineData("RESTORE DATABASE d PAGE = '1:57' FROM DISK = '$.bak'", "PAGE")]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.bak' WITH RESTRICTED_USER", "RESTRICTED_USER")]
    [InlineData("RESTORE DATABASE d FROM DATABASE_SNAPSHOT = 's'", "DATABASE_SNAPSHOT")]
    [InlineData("EXEC xp_delete_file 0, '/x', 'trn'", "xp_delete_file")]
    public async Task Statement_NotSimulated_IsRefusedByName(string batch, string name)
    {
        var error = (await RunAsync(batch)).Errors.ShouldHaveSingleItem();

        (error.Number, error.Message.Contains(name, StringComparison.Ordinal)).ShouldBe((40510, true), error.Message);
    }

    [Fact]
    [Trait("Fact", "3101")]
    public async Task Restore_OfADatabaseThatOthersUse_Refuses3101()
    {
        await using var other = await _sql.OpenAsync();
        await SessionFixture.RunAsync(other, "USE d");

        (await RunAsync("RESTORE DATABASE d FROM DISK = '$.bak' WITH REPLACE")).Errors.Select(error => error.Number).ShouldBe([3101, 3013]);
    }

    [Theory]
    [Trait("Fact", "3101")]
    [InlineData("RESTORE DATABASE d FROM DISK = '$.bak' WITH REPLACE", 3101, 3013)]
    [InlineData("DROP DATABASE d", 3702)]
    [InlineData("ALTER DATABASE d SET SINGLE_USER WITH NO_WAIT", 5061, 5069)]
    public async Task Database_ThatATransactionFromElsewhereIsIn_IsInUse(string batch, params int[] numbers)
    {
        await using var other = await _sql.OpenAsync();
        await SessionFixture.RunAsync(other, "BEGIN TRANSACTION; INSERT d.dbo.t VALUES (2)");

        (await RunAsync(batch)).Errors.Select(error => error.Number).ShouldBe(numbers);

        (await SessionFixture.RunAsync(other, "COMMIT")).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Backup_WithStats_SaysPercentPagesAndSuccess()
    {
        var log = await RunAsync("BACKUP LOG d TO DISK = '$.trn' WITH STATS = 50, INIT, FORMAT, SKIP, NOUNLOAD, COMPRESSION, CHECKSUM, STOP_ON_ERROR, BUFFERCOUNT = 4, BLOCKSIZE = 4096, NAME = 'n'");
        var full = await RunAsync("DECLARE @f nvarchar(260) = N'$.two', @d sysname = N'd'; BACKUP DATABASE @d TO DISK = @f WITH COPY_ONLY, DESCRIPTION = @f; RESTORE VERIFYONLY FROM DISK = @f");

        log.Errors.ShouldBeEmpty();
        log.Infos.Select(info => info.Number).ShouldBe([3211, 4035, 3014]);
        log.Infos[^1].Message.ShouldMatch(@"^BACKUP LOG successfully processed \d+ pages in \d+\.\d{3} seconds \(\d+\.\d{3} MB/sec\)\.$");
        full.Errors.ShouldBeEmpty();
        full.Infos.Select(info => info.Number).ShouldBe([4035, 4035, 3014, 3262]);
    }

    [Fact]
    public async Task File_AppendedTo_HoldsSetsByPosition()
    {
        var result = await RunAsync("""
            BACKUP DATABASE d TO DISK = '$.many' WITH NAME = 'first', MEDIANAME = 'm', MEDIADESCRIPTION = 'about m', FORMAT; USE d; INSERT t VALUES (2); USE master;
            BACKUP DATABASE d TO DISK = '$.many' WITH NAME = 'second', NOINIT;
            RESTORE DATABASE d FROM DISK = '$.many' WITH FILE = 2, REPLACE, STATS = 100;
            SELECT COUNT(*) FROM d.dbo.t;
            RESTORE DATABASE d FROM DISK = '$.many' WITH REPLACE, FILE = 1;
            SELECT COUNT(*) FROM d.dbo.t;
            BACKUP DATABASE d TO DISK = '$.many' WITH INIT, NAME = 'third';
            """);
        var headers = await RunAsync("RESTORE HEADERONLY FROM DISK = '$.many'");
        var label = await RunAsync("RESTORE LABELONLY FROM DISK = '$.many'");

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => row[0]).ShouldBe([2, 1]);
        headers.Rows.ShouldHaveSingleItem()[0].ShouldBe("third");
        label.Rows.ShouldHaveSingleItem()[0].ShouldBe("m", "INIT keeps the media header");
    }

    [Fact]
    public async Task History_Deleted_IsGone()
    {
        await RunAsync("BACKUP LOG d TO DISK = '$.trn'; EXEC msdb.dbo.sp_delete_backuphistory @oldest_date = '2020-01-01'");
        (await RunAsync("SELECT COUNT(*) FROM msdb.dbo.backupset")).Rows[0][0].ShouldBe(2);

        (await RunAsync("EXEC msdb.dbo.sp_delete_database_backuphistory 'd'; SELECT COUNT(*) FROM msdb.dbo.backupset")).Rows[0][0].ShouldBe(0);
    }

    private Task<RecordingWriter> RunAsync(string batch) => _sql.RunAsync(batch.Replace("$", File, StringComparison.Ordinal));
}
