using ChatDr.Simulator.Protocol;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

#pragma warning disable CA1001 // xunit disposes it through IAsyncLifetime.
public sealed class SqlClientTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TdsServerFixture _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false")]
    [InlineData("Encrypt=Optional;Pooling=false")]
    [InlineData("Encrypt=Optional;Pooling=false;Packet Size=512")]
    [InlineData("Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false;MultipleActiveResultSets=true")]
    public async Task Login_WithEachEncryption_Succeeds(string extra)
    {
        await using var connection = await _server.OpenAsync(extra);

        connection.Database.ShouldBe("master");
        connection.ServerVersion.ShouldStartWith("16.00");
    }

    [Fact]
    public async Task Login_CertificateNotTrusted_IsRefusedByClient()
    {
        var refusal = await Should.ThrowAsync<SqlException>(() => _server.OpenAsync("Encrypt=Mandatory;Pooling=false"));

        refusal.ToString().ShouldContain("certificate");
    }

    [Fact]
    public async Task Login_WrongPassword_ShowsState1Only()
    {
        await using var connection = new SqlConnection(_server.ConnectionString(password: "wrong"));

        var refusal = await Should.ThrowAsync<SqlException>(() => connection.OpenAsync());

        (refusal.Number, refusal.State, refusal.Class).ShouldBe((18456, (byte)1, (byte)14));
    }

    [Fact]
    public async Task Login_DatabaseAbsent_Gets4060Then18456()
    {
        var refusal = await Should.ThrowAsync<SqlException>(
            () => _server.OpenAsync("Initial Catalog=absent;Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false"));

        refusal.Errors.Cast<SqlError>().Select(error => error.Number).ShouldBe([4060, 18456]);
    }

    [Fact]
    public async Task Batch_AllTypes_ArriveExactly()
    {
        var guid = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        var time = new DateTime(2026, 11, 20, 21, 6, 30).AddTicks(1234567);
        var offset = new DateTimeOffset(time, TimeSpan.FromMinutes(-330));
        (SqlType Type, object? Value)[] cells =
        [
            (SqlType.Bit, true), (SqlType.TinyInt, (byte)255), (new(SqlTypeKind.SmallInt), (short)-5), (SqlType.Int, int.MinValue),
            (SqlType.BigInt, long.MaxValue), (SqlType.Lsn, 1234567890123456789012345m), (SqlType.Decimal(10, 4), -12.3456m), (SqlType.Float, Math.PI),
            (new(SqlTypeKind.Real), 1.5f), (new(SqlTypeKind.Money), -922_337.1234m),
            (SqlType.DateTime, new DateTime(1753, 1, 1, 23, 59, 59).AddMilliseconds(990)), (SqlType.DateTime2(), time), (new(SqlTypeKind.Date), time.Date),
            (new(SqlTypeKind.Time, 0, 0, 7), time.TimeOfDay), (new(SqlTypeKind.DateTimeOffset, 0, 0, 7), offset), (SqlType.UniqueIdentifier, guid),
            (SqlType.VarChar(20), "naïve €"), (SqlType.NVarChar(20), "日本 😀"), (SqlType.NVarChar(SqlType.Max), new string('x', 100_000)),
            (SqlType.VarBinary(SqlType.Max), new byte[70_000]), (SqlType.VarBinary(8), new byte[] { 1, 2, 3 }), (SqlType.SysName, null), (SqlType.Int, null),
            (SqlType.NVarChar(SqlType.Max), null), (SqlType.NVarChar(SqlType.Max), ""), (new(SqlTypeKind.SqlVariant), "Developer"),
            (new(SqlTypeKind.SqlVariant), 3), (new(SqlTypeKind.SqlVariant), null), (new(SqlTypeKind.SqlVariant), 12.50m), (new(SqlTypeKind.SqlVariant), true),
        ];
        _server.Instance.Batches["types"] = async (writer, token) =>
        {
            await writer.ColumnsAsync([.. cells.Select((cell, i) => new ResultColumn($"c{i}", cell.Type))], token);
            await writer.RowAsync([.. cells.Select(cell => cell.Value)], token);
            await writer.DoneAsync(1, token);
        };
        await using var connection = await _server.OpenAsync();
        await using var command = new SqlCommand("types", connection);
        await using var reader = await command.ExecuteReaderAsync();

        (await reader.ReadAsync()).ShouldBeTrue();

        for (var i = 0; i < cells.Length; i++)
        {
            reader.GetValue(i).ShouldBe(cells[i].Value ?? DBNull.Value, $"column {i}, {cells[i].Type}");
        }
    }

    [Fact]
    public async Task Batch_SeveralResultsInfoAndError_ArriveInOrder()
    {
        _server.Instance.Batches["many"] = async (writer, token) =>
        {
            await writer.ColumnsAsync([new ResultColumn("a", SqlType.Int)], token);
            await writer.RowAsync([1], token);
            await writer.DoneAsync(1, token);
            await writer.InfoAsync(new ChatDr.Simulator.Engine.SqlError(0, 0, 1, "hello"), token);
            await writer.ColumnsAsync([new ResultColumn("b", SqlType.Int)], token);
            await writer.DoneAsync(0, token);
            await writer.ErrorAsync(new ChatDr.Simulator.Engine.SqlError(3013, 16, 1, "BACKUP LOG is terminating abnormally."), token);
        };
        await using var connection = await _server.OpenAsync();
        var infos = new List<string>();
        connection.InfoMessage += (_, info) => infos.Add(info.Message);
        await using var command = new SqlCommand("many", connection);

        await using (var reader = await command.ExecuteReaderAsync())
        {
            (await reader.ReadAsync()).ShouldBeTrue();
            reader.GetInt32(0).ShouldBe(1);
            (await reader.NextResultAsync()).ShouldBeTrue();
            reader.GetName(0).ShouldBe("b");
            (await Should.ThrowAsync<SqlException>(() => reader.NextResultAsync())).Number.ShouldBe(3013);
        }

        infos.ShouldBe(["hello"]);
        command.CommandText = "goes on";
        (await command.ExecuteNonQueryAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task Attention_WhileBatchRuns_CancelsItAndSessionGoesOn()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Instance.Batches["long"] = async (writer, token) =>
        {
            await writer.InfoAsync(new ChatDr.Simulator.Engine.SqlError(0, 0, 1, "working"), token);
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await using var connection = await _server.OpenAsync();
        await using var command = new SqlCommand("long", connection);
        using var cancel = new CancellationTokenSource();
        var running = command.ExecuteNonQueryAsync(cancel.Token);
        await started.Task.WaitAsync(Limit);

        await cancel.CancelAsync();

        await Should.ThrowAsync<Exception>(() => running.WaitAsync(Limit));
        command.CommandText = "after";
        await command.ExecuteNonQueryAsync().WaitAsync(Limit);
        _server.Instance.Sessions.ShouldHaveSingleItem().Executed.ShouldBe(["long", "after"]);
    }

    [Fact]
    public async Task Client_VanishesWhileBatchRuns_SessionEnds()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Instance.Batches["long"] = async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        var raw = await RawClient.LogInAsync(_server.Server.Endpoint, "sa", "S3cret!pass");
        await raw.SendBatchAsync("long");
        await started.Task.WaitAsync(Limit);

        raw.Dispose();

        await _server.Instance.Sessions[0].Closed.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Transaction_BeginAndCommit_ReachExecutorAndClient()
    {
        await using var connection = await _server.OpenAsync();
        await using (var transaction = (SqlTransaction)await connection.BeginTransactionAsync())
        {
            await using var command = new SqlCommand("insert", connection, transaction);
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        _server.Instance.Sessions[0].Executed.ShouldBe(["BEGIN TRANSACTION", "insert", "COMMIT TRANSACTION"]);
    }

    [Fact]
    public async Task PooledConnection_UsedAgain_IsReset()
    {
        var pooled = $"Encrypt=Optional;Application Name={Guid.NewGuid():N}";
        for (var i = 0; i < 2; i++)
        {
            await using var connection = await _server.OpenAsync(pooled);
            await using var command = new SqlCommand("x", connection);
            await command.ExecuteNonQueryAsync();
        }

        _server.Instance.Sessions.ShouldHaveSingleItem().Resets.ShouldBe(1);
    }

    [Fact]
    public async Task KilledSession_NextCommand_FailsAsBroken()
    {
        await using var connection = await _server.OpenAsync();
        var session = _server.Instance.Sessions[0];
        session.Kill();
        await session.Closed.Task.WaitAsync(Limit);
        await using var command = new SqlCommand("x", connection);

        (await Should.ThrowAsync<SqlException>(() => command.ExecuteNonQueryAsync())).Class.ShouldBe((byte)20);
    }

    [Fact]
    public async Task Crash_OpenConnection_BreaksAtOnce()
    {
        await using var connection = await _server.OpenAsync();
        _server.Server.Crash();
        await using var command = new SqlCommand("x", connection);

        await Should.ThrowAsync<SqlException>(() => command.ExecuteNonQueryAsync().WaitAsync(Limit));
    }
}
