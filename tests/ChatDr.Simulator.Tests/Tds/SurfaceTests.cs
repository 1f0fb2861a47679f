using System.Data;
using System.Text;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>What crosses the wire, both ways, between Microsoft.Data.SqlClient and a whole instance.</summary>
public sealed class SurfaceTests : IAsyncLifetime
{
    private HostedInstance _instance = null!;

    public async Task InitializeAsync() => _instance = await HostedInstance.StartAsync();

    public async Task DisposeAsync() => await _instance.DisposeAsync();

    [Theory]
    [InlineData("Packet Size=512")]
    [InlineData("Packet Size=8000")]
    [InlineData("Packet Size=16000")]
    public async Task LargeValues_BothWays_ArriveWhole(string extra)
    {
        const int size = 12 * 1024 * 1024;
        var text = string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz\u00e9\u65e5", size / 56));
        await using var connection = await _instance.OpenAsync($"Pooling=false;{extra}");
        await using var command = new SqlCommand($"SELECT N'{text}', CAST(N'{text}' AS varbinary(max))", connection) { CommandTimeout = 120 };

        // Asynchronous reads of large values take the driver minutes.
        using var reader = command.ExecuteReader();

        reader.Read().ShouldBeTrue();
        reader.GetString(0).Equals(text, StringComparison.Ordinal).ShouldBeTrue();
        ((byte[])reader.GetValue(1)).AsSpan().SequenceEqual(Encoding.Unicode.GetBytes(text)).ShouldBeTrue();
    }

    [Fact]
    public async Task Error_OfTheSecondLine_ReachesTheClientWithIt()
    {
        var refusal = await Should.ThrowAsync<SqlException>(() => _instance.AskAsync("DECLARE @a int;\nSET @a = 1/0;"));

        (refusal.Number, refusal.LineNumber).ShouldBe((8134, 2));
    }

    [Fact]
    public async Task Transactions_OfTheClient_CommitAndRollBack()
    {
        await _instance.AskAsync("CREATE DATABASE d");
        await _instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY)");
        await using var connection = await _instance.OpenAsync("Pooling=false;Initial Catalog=d");
        foreach (var (id, commits) in new[] { (1, true), (2, false) })
        {
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.Serializable);
            await using var command = new SqlCommand($"INSERT INTO dbo.t VALUES ({id})", connection, transaction);
            await command.ExecuteNonQueryAsync();
            await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        (await HostedInstance.AskAsync(connection, "SELECT SUM(id) FROM dbo.t")).ShouldBe(1);
    }

    [Fact]
    public async Task StatementsAndProceduresOutsideOfTheSurface_AreRefusedByNameAndTheSessionGoesOn()
    {
        await using var connection = await _instance.OpenAsync();
        await using var bulk = new SqlCommand("INSERT BULK dbo.t (id int)", connection);
        await using var cursor = new SqlCommand("sp_cursoropen", connection) { CommandType = CommandType.StoredProcedure };

        foreach (var (command, name) in new[] { (bulk, "INSERT BULK"), (cursor, "sp_cursoropen") })
        {
            var refused = await Should.ThrowAsync<SqlException>(() => command.ExecuteNonQueryAsync());
            refused.Number.ShouldBe(40510);
            refused.Message.ShouldContain(name);
        }

        (await HostedInstance.AskAsync(connection, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Mars_IsNotGranted()
    {
        await using var connection = await _instance.OpenAsync("Pooling=false;MultipleActiveResultSets=true");
        await using var first = new SqlCommand("SELECT name FROM sys.databases", connection);
        await using var reader = await first.ExecuteReaderAsync();
        await reader.ReadAsync();
        await using var second = new SqlCommand("SELECT 1", connection);

        await Should.ThrowAsync<InvalidOperationException>(() => second.ExecuteScalarAsync());
    }

    [Fact]
    public async Task PooledConnection_UsedAgain_BeginsAsAfterLogin()
    {
        var pooled = $"Application Name=reset-{Guid.NewGuid():N}";
        short session;
        await using (var first = await _instance.OpenAsync(pooled))
        {
            session = (short)(await HostedInstance.AskAsync(first, "SELECT @@SPID"))!;
            await HostedInstance.AskAsync(first, "SET XACT_ABORT ON; EXEC sp_set_session_context N'k', N'v'; USE tempdb; BEGIN TRANSACTION");
        }

        await using var second = await _instance.OpenAsync(pooled);

        (await HostedInstance.AskAsync(second, "SELECT @@SPID")).ShouldBe(session);
        (await HostedInstance.AskAsync(
            second, "SELECT DB_NAME() + N'/' + ISNULL(CAST(SESSION_CONTEXT(N'k') AS nvarchar(9)), N'none') + N'/' + CAST(@@TRANCOUNT AS nvarchar(9))"))
            .ShouldBe("master/none/0");
    }
}
