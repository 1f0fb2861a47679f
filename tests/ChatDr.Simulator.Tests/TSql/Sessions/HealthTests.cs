using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.Tests.TSql.Execution;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>Health, sessions, KILL, SHUTDOWN and configuration.</summary>
public sealed class HealthTests
{
    [Fact]
    [Trait("Fact", "E.13")]
    public async Task ServerDiagnostics_Once_NamesEachComponentAndItsFault()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var healthy = await fixture.RunAsync("EXEC sp_server_diagnostics");
        fixture.Instance.Options.Faults.SetHealth("system", 3);
        fixture.Instance.Options.Faults.IsBackupDiskFull = true;
        var ill = await fixture.RunAsync("EXEC sp_server_diagnostics 0");

        healthy.Columns.ShouldHaveSingleItem()
            .Select(column => column.Name)
            .ShouldBe(["create_time", "component_type", "component_name", "state", "state_desc", "data"]);
        healthy.Rows.Select(row => $"{row[1]}.{row[2]}={row[3]} {row[4]}").ShouldBe([
            "instance.system=1 clean", "instance.resource=1 clean", "instance.query_processing=1 clean", "instance.io_subsystem=1 clean",
            "instance.events=0 unknown"]);
        ill.Rows.Select(row => row[4]).ShouldBe(["error", "clean", "clean", "warning", "unknown"]);
        (await fixture.RunAsync("EXEC sp_server_diagnostics 4")).Errors.ShouldHaveSingleItem().Number.ShouldBe(15021);
    }

    [Fact]
    [Trait("Fact", "E.13")]
    public async Task ServerDiagnostics_Repeated_GoesOnUntilAnAttention()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var session = await fixture.OpenAsync();
        using var attention = new CancellationTokenSource();
        var writer = new RecordingWriter();

        var running = session.ExecuteAsync("EXEC sp_server_diagnostics @repeat_interval = 3600", [], writer, attention.Token);
        await Eventually.IsTrueAsync("the first state is told", () => writer.Rows.Count >= 5);
        running.IsCompleted.ShouldBeFalse();
        await attention.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
        writer.Rows.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Who_WithAndWithoutAnArgument_ListsSessions()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE LOGIN app WITH PASSWORD = 'Pa55-word'");
        await using var app = await fixture.LogInAsync("app", "Pa55-word");

        var all = await fixture.RunAsync("EXEC sp_who2");
        var one = await fixture.RunAsync("EXEC sp_who2 N'app'");
        var own = await SessionFixture.RunAsync(app, "EXEC sp_who");

        all.Columns[0]
            .Select(column => column.Name)
            .ShouldBe(
                ["SPID", "Status", "Login", "HostName", "BlkBy", "DBName", "Command", "CPUTime", "DiskIO", "LastBatch", "ProgramName", "SPID", "REQUESTID"]);
        (all.Rows.Count, one.Rows.ShouldHaveSingleItem()[2], own.Rows.ShouldHaveSingleItem()[3]).ShouldBe((2, "app", "app"));
        (await fixture.RunAsync("EXEC sp_who2 N'nobody'")).Errors.ShouldHaveSingleItem().Number.ShouldBe(15007);
    }

    [Theory]
    [InlineData("KILL @@SPID", 102)]
    [InlineData("KILL 32000", 6106)]
    [InlineData("KILL 1", 6107)]
    [InlineData("KILL 0", 6101)]
    [InlineData("BEGIN TRANSACTION; KILL 32000", 6115)]
    [InlineData("KILL 51", 6104)]
    [InlineData("KILL 52 WITH STATUSONLY", 6120)]
    [InlineData("KILL 32000 WITH STATUSONLY", 6106)]
    public async Task Kill_OfWhatCannotBeKilled_IsRefused(string statement, int error)
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var first = await fixture.OpenAsync();
        await using var second = await fixture.OpenAsync();

        (await SessionFixture.RunAsync(first, statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
    }

    [Fact]
    public async Task Kill_OfAnother_EndsItAndIsInTheErrorLog()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var victim = await fixture.OpenAsync();

        (await fixture.RunAsync($"KILL {victim.SessionId}")).Errors.ShouldBeEmpty();

        victim.Killed.IsCancellationRequested.ShouldBeTrue();
        (await fixture.RunAsync("EXEC sp_readerrorlog 0, 1, N'was killed'")).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Shutdown_AsksTheHostToEndAndLetsNobodyIn()
    {
        await using var fixture = await SessionFixture.StartAsync();

        (await fixture.RunAsync("SHUTDOWN WITH NOWAIT")).Errors.ShouldBeEmpty();

        fixture.Instance.ShutdownRequested.IsCompleted.ShouldBeTrue();
        (await Should.ThrowAsync<ChatDr.Simulator.Engine.SqlErrorException>(fixture.OpenAsync)).Number.ShouldBe(17188);
    }

    [Fact]
    public async Task Configure_AnOption_IsInUseAfterReconfigure()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync("""
            EXEC sp_configure 'backup compression default', 1;
            SELECT value, value_in_use FROM sys.configurations WHERE name = 'backup compression default';
            RECONFIGURE; SELECT value, value_in_use FROM sys.configurations WHERE name = 'backup compression default';
            EXEC sp_configure 'xp_cmdshell';
            EXEC sp_configure 'show advanced options', 1; RECONFIGURE WITH OVERRIDE; EXEC sp_configure 'xp_cmdshell';
            EXEC sp_configure 'backup', 1; EXEC sp_configure 'backup compression default', 7; EXEC sp_configure 'xp_cmdshell', 1;
            """);

        result.Errors.Select(error => error.Number).ShouldBe([15123, 15124, 15129, 40510]);
        result.Rows.Select(row => string.Join('|', row)).ShouldBe(["1|0", "1|1", "xp_cmdshell|0|1|0|0"]);
    }

    [Theory]
    [InlineData("ProductVersion", "16.0.4000.0")]
    [InlineData("Edition", "Developer Edition (64-bit)")]
    [InlineData("EngineEdition", "3")]
    [InlineData("IsHadrEnabled", "1")]
    [InlineData("HadrManagerStatus", "1")]
    [InlineData("ServerName", "SQL1")]
    [InlineData("InstanceName", "")]
    [InlineData("IsClustered", "0")]
    [InlineData("PathSeparator", "/")]
    [InlineData("ProductMajorVersion", "16")]
    [InlineData("NoSuchThing", "")]
    public async Task ServerProperty_OfTheInstance_IsTheProducts(string property, string expected)
    {
        await using var fixture = await SessionFixture.StartAsync();

        var value = (await fixture.RunAsync($"SELECT SERVERPROPERTY('{property}')")).Rows[0][0];

        Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
    }
}
