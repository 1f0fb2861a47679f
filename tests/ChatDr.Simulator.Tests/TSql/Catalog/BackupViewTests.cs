using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.Tests.TSql.Sessions;

namespace ChatDr.Simulator.Tests.TSql.Catalog;

/// <summary>The result sets of RESTORE and msdb's tables have the documented columns, in their order.</summary>
public sealed class BackupViewTests : IAsyncLifetime
{
    private SessionFixture _sql = null!;
    private string _file = "";

    public async Task InitializeAsync()
    {
        _sql = await SessionFixture.StartAsync();
        _file = Path.Combine(_sql.Folder, "f");
        var made = await _sql.RunAsync($"""
            CREATE DATABASE d; EXEC('USE d; CREATE TABLE t (a int NOT NULL); INSERT t VALUES (1)');
            BACKUP DATABASE d TO DISK = '{_file}.bak' WITH INIT, CHECKSUM;
            BACKUP LOG d TO DISK = '{_file}.1' WITH INIT, COMPRESSION; BACKUP LOG d TO DISK = '{_file}.2' WITH INIT;
            """);
        made.Errors.ShouldBeEmpty();
    }

    public async Task DisposeAsync() => await _sql.DisposeAsync();

    [Fact]
    [Trait("Fact", "C5.1")]
    [Trait("Fact", "C5.3")]
    public async Task HeaderOnly_OfSqlServer2022_HasTheDocumentedColumns() => await ColumnsShouldBeAsync($"RESTORE HEADERONLY FROM DISK = '{_file}.bak'", """
        BackupName BackupDescription BackupType ExpirationDate Compressed Position DeviceType UserName ServerName DatabaseName DatabaseVersion DatabaseCreationDate
        BackupSize FirstLSN LastLSN CheckpointLSN DatabaseBackupLSN BackupStartDate BackupFinishDate SortOrder CodePage UnicodeLocaleId UnicodeComparisonStyle
        CompatibilityLevel SoftwareVendorId SoftwareVersionMajor SoftwareVersionMinor SoftwareVersionBuild MachineName Flags BindingID RecoveryForkID Collation
        FamilyGUID HasBulkLoggedData IsSnapshot IsReadOnly IsSingleUser HasBackupChecksums IsDamaged BeginsLogChain HasIncompleteMetaData IsForceOffline IsCopyOnly
        FirstRecoveryForkID ForkPointLSN RecoveryModel DifferentialBaseLSN DifferentialBaseGUID BackupTypeDescription BackupSetGUID CompressedBackupSize containment
        KeyAlgorithm EncryptorThumbprint EncryptorType LastValidRestoreTime TimeZone CompressionAlgorithm
        """);

    [Fact]
    [Trait("Fact", "C5.4")]
    public async Task FileListOnly_HasTheDocumentedColumnsAndBothFiles()
    {
        await ColumnsShouldBeAsync($"RESTORE FILELISTONLY FROM DISK = '{_file}.bak'", """
            LogicalName PhysicalName Type FileGroupName Size MaxSize FileID CreateLSN DropLSN UniqueID ReadOnlyLSN ReadWriteLSN BackupSizeInBytes SourceBlockSize FileGroupID
            LogGroupGUID DifferentialBaseLSN DifferentialBaseGUID IsReadOnly IsPresent TDEThumbprint SnapshotURL
            """);
        var files = await _sql.RunAsync($"RESTORE FILELISTONLY FROM DISK = '{_file}.1'");
        files.Rows.Select(row => (row[0], row[2], row[6])).ShouldBe([("d", "D", 1L), ("d_log", "L", 2L)]);
    }

    [Fact]
    public async Task LabelOnlyAndHistory_HaveTheDocumentedColumns()
    {
        await ColumnsShouldBeAsync($"RESTORE LABELONLY FROM DISK = '{_file}.bak'", """
            MediaName MediaSetId FamilyCount FamilySequenceNumber MediaFamilyId MediaSequenceNumber MediaLabelPresent MediaDescription SoftwareName SoftwareVendorId MediaDate
            Mirror_Count IsCompressed
            """);
        await ColumnsShouldBeAsync("SELECT * FROM msdb.dbo.backupmediafamily",
            "media_set_id family_sequence_number media_family_id media_count logical_device_name physical_device_name device_type physical_block_size mirror");
        await ColumnsShouldBeAsync("SELECT * FROM msdb.dbo.restorehistory", """
            restore_history_id restore_date destination_database_name user_name backup_set_id restore_type replace recovery restart stop_at device_count stop_at_mark_name stop_before
            """);
        await ColumnsShouldBeAsync("SELECT * FROM msdb.dbo.restorefile", "restore_history_id file_number destination_phys_drive destination_phys_name");
        (await _sql.RunAsync("SELECT COUNT(*) FROM msdb.dbo.backupset AS s JOIN msdb.dbo.backupmediaset AS m ON m.media_set_id = s.media_set_id JOIN msdb.dbo.backupmediafamily AS f ON f.media_set_id = m.media_set_id"))
            .Rows[0][0].ShouldBe(3);
    }

    [Fact]
    [Trait("Fact", "C4.3")]
    [Trait("Fact", "C4.4")]
    [Trait("Fact", "C5.2")]
    public async Task Headers_OfAChain_FitTogether()
    {
        var full = await HeaderAsync("bak");
        var (first, second) = (await HeaderAsync("1"), await HeaderAsync("2"));

        (full["BackupType"], first["BackupType"], full["DeviceType"], full["SoftwareVendorId"]).ShouldBe(((short)1, (short)2, (byte)2, 4608));
        (full["FirstLSN"], full["DatabaseBackupLSN"]).ShouldBe((full["CheckpointLSN"], 0m), "an idle database, never backed up before");
        ((decimal)full["LastLSN"]!).ShouldBeGreaterThan((decimal)full["CheckpointLSN"]!);
        ((decimal)first["FirstLSN"]!).ShouldBeLessThanOrEqualTo((decimal)full["LastLSN"]!);
        ((decimal)first["LastLSN"]!)
            .ShouldBeGreaterThan((decimal)full["LastLSN"]!, "the first log after a full backup goes beyond it, though nothing was written in between");
        (second["FirstLSN"], first["DatabaseBackupLSN"], second["DatabaseBackupLSN"])
            .ShouldBe((first["LastLSN"], full["CheckpointLSN"], full["CheckpointLSN"]));
        (full["BeginsLogChain"], first["BeginsLogChain"], second["BeginsLogChain"]).ShouldBe((false, true, false));
        (full["Flags"], first["CompressionAlgorithm"], second["CompressionAlgorithm"], first["Compressed"]).ShouldBe((16, "MS_XPRESS", null, true));
        (first["BackupTypeDescription"], full["BackupTypeDescription"], full["RecoveryModel"]).ShouldBe(("Transaction Log", "Database", "FULL"));
    }

    [Fact]
    [Trait("Fact", "C4.5")]
    [Trait("Fact", "C4.6")]
    public async Task Catalog_TellsWhereTheChainAndARestoreStand()
    {
        var second = await HeaderAsync("2");
        var status = await _sql.RunAsync("SELECT last_log_backup_lsn FROM sys.database_recovery_status WHERE database_id = DB_ID('d')");
        status.Rows[0][0].ShouldBe(second["LastLSN"]);
        await _sql.RunAsync($"BACKUP LOG d TO DISK = '{_file}.tail' WITH NORECOVERY; RESTORE DATABASE d FROM DISK = '{_file}.bak' WITH NORECOVERY");
        var full = await HeaderAsync("bak");

        var files =
            await _sql.RunAsync("SELECT redo_start_lsn, redo_start_fork_guid, state_desc FROM sys.master_files WHERE database_id = DB_ID('d') AND file_id = 1");
        files.Rows.ShouldHaveSingleItem().ShouldBe([full["LastLSN"], full["RecoveryForkID"], "RESTORING"]);
        foreach (var file in new[] { "1", "2", "tail" })
        {
            (await _sql.RunAsync($"RESTORE LOG d FROM DISK = '{_file}.{file}' WITH NORECOVERY")).Errors.ShouldBeEmpty(file);
        }

        var tail = await HeaderAsync("tail");
        (tail["IsForceOffline"], (int)tail["Flags"]! & 64, (int)tail["Flags"]! & 256).ShouldBe((true, 64, 256));
    }

    [Fact]
    public async Task Header_OfABackupThatWasCutOff_SaysIncomplete()
    {
        var bytes = await File.ReadAllBytesAsync($"{_file}.bak");
        await File.WriteAllBytesAsync($"{_file}.bad", bytes);
        var source = BackupFile.Open($"{_file}.bak");
        using (var writer = BackupFileWriter.Open($"{_file}.bad", source.Media, source.Sets[0].Header, true, () => { }))
        {
            writer.Begin();
            var rows = (await _sql.RunAsync($"RESTORE HEADERONLY FROM DISK = '{_file}.bad'")).Rows;
            rows.Count.ShouldBe(2);
            (rows[1][0], rows[1][5], rows[1][13]).ShouldBe(("*** INCOMPLETE ***", (short)2, null));
        }
    }

    private async Task<Dictionary<string, object?>> HeaderAsync(string extension)
    {
        var result = await _sql.RunAsync($"RESTORE HEADERONLY FROM DISK = '{_file}.{extension}'");
        return result.Columns[0].Select((column, index) => (column.Name, Value: result.Rows[0][index])).ToDictionary(pair => pair.Name, pair => pair.Value);
    }

    private async Task ColumnsShouldBeAsync(string statement, string columns)
    {
        RecordingWriter result = await _sql.RunAsync(statement);
        result.Errors.ShouldBeEmpty();
        result.Columns[0]
            .Select(column => column.Name)
            .ShouldBe(columns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
    }
}
