using ChatDr.Simulator.Tests.Tds.Fuzzing;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>A client gives up: whatever runs stops, the answer is acknowledged once, and the session goes on (MS-TDS 2.2.1.7).</summary>
public sealed class AttentionTests
{
    private const byte DoneToken = 0xFD, AttentionStatus = 0x20, ErrorStatus = 0x02;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("WAITFOR DELAY '00:05:00'")]
    [InlineData("DECLARE @i int = 0; WHILE 1 = 1 SET @i = @i + 1")]
    [InlineData("WHILE 1 = 1 SELECT name FROM sys.databases")]
    [InlineData("SELECT 1; WAITFOR DELAY '00:05:00'")]
    public async Task Batch_ThatWouldNotEnd_StopsAndSessionGoesOn(string batch)
    {
        await using var instance = await HostedInstance.StartAsync();
        await using var connection = await instance.OpenAsync();

        await CancelledAsync(connection, batch);

        (await HostedInstance.AskAsync(connection, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Statement_ThatWaitsForALock_StopsAndItsTransactionStaysOpen()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE DATABASE d");
        await instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY, n int NOT NULL); INSERT INTO dbo.t VALUES (1, 0), (2, 0)");
        await using var holder = await instance.OpenAsync("Pooling=false;Initial Catalog=d");
        await HostedInstance.AskAsync(holder, "BEGIN TRANSACTION; UPDATE dbo.t SET n = 1 WHERE id = 1");
        await using var waiter = await instance.OpenAsync("Pooling=false;Initial Catalog=d");
        await HostedInstance.AskAsync(waiter, "BEGIN TRANSACTION; UPDATE dbo.t SET n = 2 WHERE id = 2");

        await CancelledAsync(waiter, "UPDATE dbo.t SET n = 2 WHERE id = 1");

        (await HostedInstance.AskAsync(waiter, "SELECT @@TRANCOUNT")).ShouldBe(1);
        await HostedInstance.AskAsync(waiter, "COMMIT");
        await HostedInstance.AskAsync(holder, "COMMIT");
        (await HostedInstance.AskAsync(holder, "SELECT SUM(n) FROM dbo.t")).ShouldBe(3);
    }

    [Fact]
    public async Task Backup_ThatRuns_StopsAndLeavesTheDatabaseAsItWas()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE DATABASE d");
        await instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY, filler varbinary(max) NOT NULL); INSERT INTO dbo.t VALUES (1, CAST(REPLICATE(CAST('x' AS varchar(max)), 5000000) AS varbinary(max)))");
        instance.Host.Faults.BackupWriteDelay = TimeSpan.FromSeconds(3);
        await using var connection = await instance.OpenAsync();

        await CancelledAsync(connection, "BACKUP DATABASE d TO DISK = 'slow.bak'");

        instance.Host.Faults.BackupWriteDelay = TimeSpan.Zero;
        await HostedInstance.AskAsync(connection, "BACKUP DATABASE d TO DISK = 'd.bak' WITH INIT");
        (await HostedInstance.AskAsync(connection, "SELECT COUNT(*) FROM d.dbo.t")).ShouldBe(1);
    }

    [Fact]
    public async Task Attention_AfterTheAnswer_IsAcknowledgedOnce()
    {
        await using var server = new TdsServerFixture();
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", HostedInstance.Password);
        await client.SendBatchAsync("x");
        Status(await client.ReadMessageAsync()).ShouldBe(0);

        await client.SendAsync(Packet.Attention, []);

        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(AttentionStatus);
        await client.SendBatchAsync("y");
        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(0);
    }

    [Fact]
    public async Task Attention_WithTheRequestInOneSegment_IsAcknowledgedOnceAndNothingElseFollows()
    {
        await using var server = new TdsServerFixture();
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", HostedInstance.Password);
        for (var round = 0; round < 50; round++)
        {
            await client.Stream.WriteAsync((byte[])[.. Packet.Make(Packet.Batch, [4, 0, 0, 0, (byte)'x', 0]), .. Packet.Make(Packet.Attention, [])]);

            // Either the batch was over, and its answer comes first, or it was not.
            var answer = Status(await client.ReadMessageAsync().WaitAsync(Limit));
            if (answer != AttentionStatus)
            {
                answer = Status(await client.ReadMessageAsync().WaitAsync(Limit));
            }

            answer.ShouldBe(AttentionStatus, $"round {round}");
        }

        await client.SendBatchAsync("y");
        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(0);
    }

    [Fact]
    public async Task Attention_BetweenTwoPacketsOfARequest_DropsItAndIsAcknowledged()
    {
        await using var server = new TdsServerFixture();
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", HostedInstance.Password);
        await client.Stream.WriteAsync(Packet.Make(Packet.Batch, [4, 0, 0, 0, (byte)'x', 0], status: 0));
        await client.SendAsync(Packet.Attention, []);

        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(AttentionStatus);
        server.Instance.Sessions[0].Executed.ShouldBeEmpty();
        await client.SendBatchAsync("y");
        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(0);
    }

    [Fact]
    public async Task Request_TakenBackInItsLastPacket_IsNotRunAndEndsWithAnErrorWithoutAcknowledgement()
    {
        await using var server = new TdsServerFixture();
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", HostedInstance.Password);
        await client.Stream.WriteAsync(Packet.Make(Packet.Batch, [4, 0, 0, 0, (byte)'x', 0], status: 0));
        await client.Stream.WriteAsync(Packet.Make(Packet.Batch, [], Packet.EndOfMessage | Packet.Ignore));

        Status(await client.ReadMessageAsync().WaitAsync(Limit)).ShouldBe(ErrorStatus);
        server.Instance.Sessions[0].Executed.ShouldBeEmpty();
    }

    /// <summary>Runs a batch, gives it up once the server is at it, and sees it end as cancelled.</summary>
    private static async Task CancelledAsync(SqlConnection connection, string batch)
    {
        await using var command = new SqlCommand(batch, connection) { CommandTimeout = 0 };
        using var cancel = new CancellationTokenSource();
        var running = RunAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        running.IsCompleted.ShouldBeFalse($"the batch was over before it was given up: {running.Exception}");
        await cancel.CancelAsync();
        (await Should.ThrowAsync<Exception>(() => running.WaitAsync(Limit))).ShouldBeAssignableTo<Exception>().ShouldNotBeOfType<TimeoutException>();

        async Task RunAsync()
        {
            await using var reader = await command.ExecuteReaderAsync(cancel.Token);
            do
            {
                while (await reader.ReadAsync(cancel.Token))
                {
                }
            }
            while (await reader.NextResultAsync(cancel.Token));
        }
    }

    /// <summary>The status of the DONE token that ends an answer.</summary>
    private static int Status(byte[] answer)
    {
        answer[^13].ShouldBe(DoneToken);
        return answer[^12] & (AttentionStatus | ErrorStatus);
    }
}
