using System.Text;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tests.Tds.Fuzzing;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

public sealed class HardeningTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task SilentClient_PastLoginTimeout_IsClosed()
    {
        await using var server = new TdsServerFixture(loginTimeout: TimeSpan.FromMilliseconds(100));
        using var silent = await RawClient.ConnectAsync(server.Server.Endpoint);

        await silent.ReadToEndAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task Connections_PastMaximum_AreClosedAtOnce()
    {
        await using var server = new TdsServerFixture(maximumConnections: 1);
        await using var first = await server.OpenAsync();
        using var second = await RawClient.ConnectAsync(server.Server.Endpoint);

        await second.ReadToEndAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task HalfOpenClients_InEveryStageOfTheLogin_AreClosedAtTheLoginTimeout()
    {
        await using var server = new TdsServerFixture(loginTimeout: TimeSpan.FromMilliseconds(300));
        byte[][][] beginnings =
        [
            [],
            [[0x12, 1, 0]],
            [Packet.Make(Packet.PreLogin, RawClient.PreLogin)],
            [Packet.Make(Packet.PreLogin, [1, 0, 6, 0, 1, 0xFF, 1])],
            [Packet.Make(Packet.PreLogin, [1, 0, 6, 0, 1, 0xFF, 1]), Packet.Make(Packet.PreLogin, [0x16, 3, 1, 0])],
            [Packet.Make(Packet.PreLogin, RawClient.PreLogin), Packet.Make(Packet.Login, RawClient.Login("sa", "S3cret!pass"), status: 0)],
        ];
        foreach (var beginning in beginnings)
        {
            using var client = await RawClient.ConnectAsync(server.Server.Endpoint);
            await SayAsync(client, beginning);
            await client.ReadToEndAsync().WaitAsync(Limit);
        }

        await WaitForConnectionsAsync(server, 0);
    }

    [Fact]
    public async Task StallInsideAMessage_PastTheLimit_ClosesThatConnectionOnly()
    {
        await using var server = new TdsServerFixture(configure: options => options with { StallTimeout = TimeSpan.FromMilliseconds(200) });
        await using var bystander = await server.OpenAsync();
        byte[][] beginnings = [[0x01], [0x01, 1, 0, 200, 0, 0, 1, 0, 1, 2, 3], Packet.Make(Packet.Batch, [4, 0, 0, 0], status: 0)];
        foreach (var beginning in beginnings)
        {
            using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
            await client.Stream.WriteAsync(beginning);
            await client.ReadToEndAsync().WaitAsync(Limit);
        }

        await ExecuteAsync(bystander, "x");
        await WaitForConnectionsAsync(server, 1);
    }

    [Fact]
    public async Task IdleSession_BetweenMessages_HasNoTimeLimit()
    {
        var time = new LeapingTime();
        await using var server = new TdsServerFixture(time: time);
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
        for (var message = 0; message < 20; message++)
        {
            time.Leap(TimeSpan.FromDays(1));

            await client.SendBatchAsync("x");

            (await client.ReadMessageAsync().WaitAsync(Limit)).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Message_LongerThanAllowed_ClosesThatConnectionOnly()
    {
        await using var server = new TdsServerFixture(configure: options => options with { MaximumMessageLength = 10_000 });
        await using var bystander = await server.OpenAsync();
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
        await client.Stream.WriteAsync(Packet.Make(Packet.Batch, new byte[9_000], status: 0));
        await client.Stream.WriteAsync(Packet.Make(Packet.Batch, new byte[2_000]));

        await client.ReadToEndAsync().WaitAsync(Limit);

        await ExecuteAsync(bystander, "x");
    }

    [Fact]
    public async Task Requests_SentWithoutWaitingForAnswers_CloseThatConnectionAndEndWhatRuns()
    {
        await using var server = new TdsServerFixture();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Instance.Batches["endless"] = async (_, token) =>
        {
            await using var end = token.Register(() => ended.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
        await SayAsync(client, [.. Enumerable.Repeat(Packet.Make(Packet.Batch, [4, 0, 0, 0, .. Encoding.Unicode.GetBytes("endless")]), 10)]);

        await ended.Task.WaitAsync(Limit);
        await client.ReadToEndAsync().WaitAsync(Limit);
        await WaitForConnectionsAsync(server, 0);
    }

    [Fact]
    public async Task ClientThatStopsReading_HoldsTheBatchBackAndCanBeKilled()
    {
        await using var server = new TdsServerFixture();
        var rows = 0;
        var size = 0L;
        server.Instance.Batches["endless"] = async (writer, token) =>
        {
            await writer.ColumnsAsync([new("c", SqlType.VarBinary(8000))], token);
            var row = new object?[] { new byte[8000] };
            while (true)
            {
                await writer.RowAsync(row, token);
                Interlocked.Increment(ref rows);
                Interlocked.Add(ref size, 8000);
            }
        };
        using var client = await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
        await client.SendBatchAsync("endless");
        await StandsStillAsync(() => Volatile.Read(ref rows));

        // What the sockets of both ends take, and no more: rows do not pile up.
        Interlocked.Read(ref size).ShouldBeLessThan(64 * 1024 * 1024);
        server.Instance.Sessions[0].Kill();

        await server.Instance.Sessions[0].Closed.Task.WaitAsync(Limit);
        await WaitForConnectionsAsync(server, 0);
    }

    [Fact]
    public async Task StrictEncryption_FirstByteOfTls_IsClosed()
    {
        await using var server = new TdsServerFixture();

        await using var connection = new SqlConnection(server.ConnectionString(extra: "Encrypt=Strict;Pooling=false;ConnectRetryCount=0"));

        await Should.ThrowAsync<SqlException>(() => connection.OpenAsync().WaitAsync(Limit));
        await WaitForConnectionsAsync(server, 0);
    }

    /// <summary>Says it all, or as much as the server waits for.</summary>
    private static async Task SayAsync(RawClient client, byte[][] packets)
    {
        try
        {
            foreach (var packet in packets)
            {
                await client.Stream.WriteAsync(packet);
            }
        }
        catch (IOException)
        {
            // It hung up already.
        }
    }

    private static async Task StandsStillAsync(Func<int> value)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var (last, now) = (-1, value()); now == 0 || last != now; (last, now) = (now, value()))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"waited for the batch to be held back; it is at row {now}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        }
    }

    private static async Task ExecuteAsync(SqlConnection connection, string batch)
    {
        await using var command = new SqlCommand(batch, connection);
        await command.ExecuteNonQueryAsync().WaitAsync(Limit);
    }

    private static async Task WaitForConnectionsAsync(TdsServerFixture server, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (server.Server.ConnectionCount != count)
        {
            limit.IsCancellationRequested.ShouldBeFalse($"waited for {count} connections; {server.Server.ConnectionCount} are left");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
