using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.Tests.TSql.Execution;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>What would have no effect is refused by name, and transactions end as the product ends them.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("CREATE DATABASE d; ALTER DATABASE d SET EMERGENCY", "EMERGENCY")]
    [InlineData("CREATE DATABASE d; ALTER DATABASE d SET READ_COMMITTED_SNAPSHOT ON", "READ_COMMITTED_SNAPSHOT")]
    [InlineData("GRANT ADMINISTER BULK OPERATIONS TO sa", "ADMINISTER BULK OPERATIONS")]
    [InlineData("CREATE DATABASE d; RESTORE DATABASE d WITH NORECOVERY", "NORECOVERY")]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL, FAILURE_CONDITION_LEVEL = 3) FOR REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'tcp://a:1', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)",
        "FAILURE_CONDITION_LEVEL")]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = WSFC) FOR REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'tcp://a:1', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = AUTOMATIC)",
        "CLUSTER_TYPE = WSFC")]
    [InlineData("ALTER AVAILABILITY GROUP g ADD LISTENER N'l' (WITH IP ((N'10.0.0.1', N'255.0.0.0')))", "ADD LISTENER")]
    [InlineData("DBCC CHECKDB (N'd')", "DBCC CHECKDB")]
    [InlineData("CREATE TABLE #t (a int)", "CREATE TABLE #t: temporary tables")]
    public async Task Run_WhatWouldHaveNoEffect_IsRefusedByName(string batch, string named)
    {
        await using var fixture = await SessionFixture.StartAsync();

        var error = (await fixture.RunAsync(batch)).Errors.ShouldHaveSingleItem();

        (error.Number, error.Message.Contains(named, StringComparison.Ordinal)).ShouldBe((40510, true), error.Message);
    }

    [Theory]
    [InlineData("SELECT 1;\n\nSELECT 1/0", 8134, 3)]
    [InlineData("SELECT 1;\nSELECT\n  nothing FROM sys.databases", 207, 2)]
    [InlineData("SELECT 1;\nSELECT * FROM nowhere.dbo.t", 208, 2)]
    [InlineData("SELECT 1\nSELECT 2 +\n", 102, 2)]
    [InlineData("SELECT 1\nALTER DATABASE nowhere SET RECOVERY FULL", 5011, 2)]
    [InlineData("SELECT 1\nCREATE VIEW v AS SELECT 1", 40510, 2)]
    [InlineData("BEGIN TRY\n SELECT 1/0\nEND TRY BEGIN CATCH\n THROW\nEND CATCH", 8134, 2)]
    public async Task Error_OfAStatement_TellsItsLine(string batch, int number, int line)
    {
        await using var fixture = await SessionFixture.StartAsync();

        var errors = (await fixture.RunAsync(batch)).Errors;

        (errors[0].Number, errors[0].Line).ShouldBe((number, line), errors[0].Message);
        errors.ShouldAllBe(error => error.Line == line && !error.Message.Contains("line ", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("ALTER DATABASE nowhere SET RECOVERY FULL")]
    [InlineData("ALTER DATABASE nowhere SET OFFLINE")]
    [InlineData("ALTER DATABASE nowhere SET HADR RESUME")]
    public async Task AlterDatabase_ThatDoesNotExist_Answers5011And5069(string statement)
    {
        await using var fixture = await SessionFixture.StartAsync();

        (await fixture.RunAsync(statement)).Errors.Select(error => (error.Number, error.Severity)).ShouldBe([(5011, (byte)14), (5069, (byte)16)]);
    }

    [Fact]
    public async Task Transaction_ErrorCaughtUnderXactAbort_CanOnlyBeRolledBack()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync("""
            SET XACT_ABORT ON; CREATE DATABASE d; USE d; CREATE TABLE t (a int NOT NULL PRIMARY KEY);
            BEGIN TRY BEGIN TRANSACTION; INSERT t VALUES (1); INSERT t VALUES (1); END TRY
            BEGIN CATCH
              SELECT XACT_STATE();
              BEGIN TRY INSERT t VALUES (2); END TRY BEGIN CATCH SELECT ERROR_NUMBER(); END CATCH;
              BEGIN TRY COMMIT; END TRY BEGIN CATCH SELECT ERROR_NUMBER(); END CATCH;
              ROLLBACK; SELECT XACT_STATE();
            END CATCH;
            SELECT COUNT(*) FROM t;
            """);

        result.Errors.ShouldBeEmpty();
        result.Rows.Select(row => Convert.ToInt32(row[0], null)).ShouldBe([-1, 3930, 3930, 0, 0]);
    }

    [Fact]
    public async Task Transaction_DoomedAtTheEndOfTheBatch_IsRolledBackWith3998()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result =
            await fixture.RunAsync("SET XACT_ABORT ON; BEGIN TRY BEGIN TRANSACTION; DECLARE @a int = 1/0; END TRY BEGIN CATCH PRINT 'caught'; END CATCH;");

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(3998);
    }

    [Theory]
    [InlineData("ON", 0)]
    [InlineData("OFF", 1)]
    public async Task Attention_InATransaction_RollsBackUnderXactAbortOnly(string xactAbort, int left)
    {
        await using var fixture = await SessionFixture.StartAsync();
        await using var session = await fixture.OpenAsync();
        using var attention = new CancellationTokenSource();
        var endless = new RecordingWriter();

        var running = Task.Run(
            () => session.ExecuteAsync($"SET XACT_ABORT {xactAbort}; BEGIN TRANSACTION; WHILE 1 = 1 SELECT 1;", [], endless, attention.Token));
        await Eventually.IsTrueAsync("the batch is in its transaction", () => endless.Rows.Count > 0);
        await attention.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
        var writer = new RecordingWriter();
        await session.ExecuteAsync("SELECT @@TRANCOUNT", [], writer, CancellationToken.None);
        writer.Rows.ShouldHaveSingleItem()[0].ShouldBe(left);
    }
}
