namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>The native procedures of log shipping leave in msdb what their pages say, and undo it.</summary>
public sealed class LogShippingTests
{
    private const string AddPrimary =
        "EXEC @rc = master.dbo.sp_add_log_shipping_primary_database @database = N'd', @backup_directory = N'/share', @backup_share = N'//nas/share', "
            + "@backup_job_name = N'LSBackup_d', @backup_job_id = @job OUTPUT, @primary_id = @id OUTPUT";

    private const string AddSource = "EXEC @rc = master.dbo.sp_add_log_shipping_secondary_primary @primary_server = N'SQL9', @primary_database = N'd', @backup_source_directory = N'//nas/share', "
        + "@backup_destination_directory = N'/copied', @copy_job_name = N'LSCopy', @restore_job_name = N'LSRestore', @copy_job_id = @job OUTPUT, @restore_job_id = @job2 OUTPUT, @secondary_id = @id OUTPUT";

    private const string Variables = "DECLARE @rc int, @id uniqueidentifier, @job uniqueidentifier, @job2 uniqueidentifier; ";

    [Fact]
    [Trait("Fact", "C1.1")]
    [Trait("Fact", "C1.6")]
    [Trait("Fact", "C2.1")]
    [Trait("Fact", "C2.2")]
    [Trait("Fact", "C2.5")]
    public async Task AddPrimary_WithItsDefaults_FillsTheTablesAndAnswersIds()
    {
        await using var fixture = await StartAsync();

        var result = await fixture.RunAsync(Variables + AddPrimary + """
            ; SELECT @rc, COUNT(*) FROM msdb.dbo.log_shipping_primary_databases WHERE primary_id = @id AND backup_job_id = @job;
            SELECT backup_directory, backup_share, backup_retention_period, backup_compression, last_backup_file FROM msdb.dbo.log_shipping_primary_databases;
            SELECT primary_server, primary_database, backup_threshold, threshold_alert, threshold_alert_enabled, last_backup_date_utc, history_retention_period FROM msdb.dbo.log_shipping_monitor_primary;
            SELECT name, enabled FROM msdb.dbo.sysjobs WHERE job_id = @job;
            """);

        result.Errors.ShouldBeEmpty();
        result.Rows[0].ShouldBe([0, 1]);
        result.Rows[1].ShouldBe(["/share", "//nas/share", 4320, (byte)2, null]);
        result.Rows[2].ShouldBe(["SQL1", "d", 60, 14420, true, null, 5760]);
        result.Rows[3].ShouldBe(["LSBackup_d", (byte)0]);
    }

    [Fact]
    [Trait("Fact", "C1.3")]
    [Trait("Fact", "C1.8")]
    public async Task PrimarySecondary_AddedAndDeleted_GuardsThePrimary()
    {
        await using var fixture = await StartAsync();

        var result = await fixture.RunAsync(Variables + AddPrimary + """
            ; EXEC sp_add_log_shipping_primary_secondary @primary_database = N'd', @secondary_server = N'SQL9', @secondary_database = N'e';
            SELECT secondary_server, secondary_database FROM msdb.dbo.log_shipping_primary_secondaries;
            EXEC sp_add_log_shipping_primary_secondary N'd', N'SQL9', N'e';
            EXEC sp_delete_log_shipping_primary_database @database = N'd';
            EXEC sp_delete_log_shipping_primary_secondary @primary_database = N'd', @secondary_server = N'SQL9', @secondary_database = N'e';
            EXEC sp_delete_log_shipping_primary_database @database = N'd';
            SELECT COUNT(*) FROM msdb.dbo.log_shipping_primary_databases; SELECT COUNT(*) FROM msdb.dbo.sysjobs;
            EXEC sp_delete_log_shipping_primary_database @database = N'd';
            """);

        result.Errors.Select(error => error.Number).ShouldBe([32012, 32011, 32010]);
        result.Rows[0].ShouldBe(["SQL9", "e"]);
        result.Rows.Skip(1).Select(row => row[0]).ShouldBe([0, 0]);
    }

    [Fact]
    [Trait("Fact", "C1.4")]
    [Trait("Fact", "C1.5")]
    [Trait("Fact", "C2.3")]
    public async Task Secondary_WithItsDefaults_FillsTheTables()
    {
        await using var fixture = await StartAsync();

        var result = await fixture.RunAsync(Variables + "EXEC sp_add_log_shipping_secondary_database N'e', N'SQL9', N'd'; " + AddSource + """
            ; EXEC @rc = sp_add_log_shipping_secondary_database @secondary_database = N'e', @primary_server = N'SQL9', @primary_database = N'd';
            SELECT @rc, file_retention_period, backup_destination_directory FROM msdb.dbo.log_shipping_secondary WHERE secondary_id = @id AND copy_job_id = @job AND restore_job_id = @job2;
            SELECT secondary_database, restore_delay, restore_all, restore_mode, disconnect_users FROM msdb.dbo.log_shipping_secondary_databases;
            SELECT secondary_server, primary_server, restore_threshold, threshold_alert, last_restored_file, last_restored_latency, history_retention_period FROM msdb.dbo.log_shipping_monitor_secondary;
            EXEC sp_delete_log_shipping_secondary_primary N'SQL9', N'd';
            EXEC sp_delete_log_shipping_secondary_database N'e'; EXEC sp_delete_log_shipping_secondary_primary N'SQL9', N'd';
            SELECT COUNT(*) FROM msdb.dbo.log_shipping_secondary;
            """);

        result.Errors.Select(error => error.Number).ShouldBe([32023, 32025]);
        result.Rows[0].ShouldBe([0, 4320, "/copied"]);
        result.Rows[1].ShouldBe(["e", 0, true, false, false]);
        result.Rows[2].ShouldBe(["SQL1", "SQL9", 45, 14421, null, null, 5760]);
        result.Rows[3][0].ShouldBe(0);
    }

    [Fact]
    [Trait("Fact", "C1.9")]
    [Trait("Fact", "C2.4")]
    public async Task ChangeHelpRefreshAndCleanup_Exist()
    {
        await using var fixture = await StartAsync();

        var result = await fixture.RunAsync(Variables + AddPrimary + """
            ; EXEC sp_change_log_shipping_primary_database @database = N'd', @backup_threshold = 15, @backup_compression = 1;
            SELECT backup_threshold FROM msdb.dbo.log_shipping_monitor_primary;
            EXEC sp_refresh_log_shipping_monitor @agent_id = @id, @agent_type = 0, @database = N'd', @mode = 1;
            EXEC sp_cleanup_log_shipping_history @agent_id = @id, @agent_type = 0;
            EXEC sp_cleanup_log_shipping_history @agent_id = @id, @agent_type = 1;
            EXEC sp_help_log_shipping_primary_database;
            EXEC sp_add_log_shipping_alert_job; SELECT COUNT(*) FROM msdb.dbo.log_shipping_monitor_alert; EXEC sp_delete_log_shipping_alert_job;
            SELECT COUNT(*) FROM msdb.dbo.log_shipping_monitor_alert; SELECT COUNT(*) FROM msdb.dbo.log_shipping_monitor_error_detail; SELECT COUNT(*) FROM msdb.dbo.log_shipping_monitor_history_detail;
            """);

        result.Errors.Select(error => error.Number).ShouldBe([32016]);
        result.Rows[0][0].ShouldBe(15);
        result.Rows[1][1].ShouldBe("d");
        result.Rows.Skip(2).Select(row => row[0]).ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    [Trait("Fact", "C1.7")]
    public async Task Procedures_OutsideMasterOrWithoutSysadmin_AreRefused()
    {
        await using var fixture = await StartAsync();
        await fixture.RunAsync("CREATE LOGIN app WITH PASSWORD = 'Pa55-word'; GRANT CONTROL SERVER TO app");
        await using var app = await fixture.LogInAsync("app", "Pa55-word");

        (await fixture.RunAsync("USE d; EXEC sp_delete_log_shipping_primary_database N'd'")).Errors.ShouldHaveSingleItem().Number.ShouldBe(5001);
        (await fixture.RunAsync("USE d; EXEC master..sp_delete_log_shipping_primary_database N'd'")).Errors.ShouldHaveSingleItem().Number.ShouldBe(32010);
        (await SessionFixture.RunAsync(app, "EXEC sp_help_log_shipping_primary_database")).Errors.ShouldHaveSingleItem().Number.ShouldBe(21089);
    }

    [Theory]
    [InlineData("EXEC sp_add_log_shipping_primary_database N'nothing', N'/s', N'/s', N'j'", 32007)]
    [InlineData("ALTER DATABASE d SET RECOVERY SIMPLE; EXEC sp_add_log_shipping_primary_database N'd', N'/s', N'/s', N'j'", 32015)]
    [InlineData(
        "EXEC sp_add_log_shipping_primary_database N'd', N'/s', N'/s', N'j'; EXEC sp_add_log_shipping_primary_database N'd', N'/s', N'/s', N'j'", 32009)]
    [InlineData("EXEC sp_add_log_shipping_primary_database N'd', N'/s'", 201)]
    [InlineData("EXEC sp_add_log_shipping_primary_database N'd', N'/s', N'/s', N'j', @monitor_server = N'SQL9'", 40510)]
    [InlineData("EXEC msdb.dbo.sp_add_schedule @schedule_name = N's'", 40510)]
    [InlineData("EXEC sp_add_log_shipping_primary_database @databse = N'd'", 8145)]
    public async Task AddPrimary_ThatCannotBe_IsRefused(string statement, int error)
    {
        await using var fixture = await StartAsync();

        (await fixture.RunAsync(statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
    }

    private static async Task<SessionFixture> StartAsync()
    {
        var fixture = await SessionFixture.StartAsync();
        (await fixture.RunAsync("CREATE DATABASE d")).Errors.ShouldBeEmpty();
        return fixture;
    }
}
