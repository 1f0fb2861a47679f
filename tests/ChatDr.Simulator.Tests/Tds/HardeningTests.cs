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
    public async Task RandomAndMutatedPackets_OtherSessionsAreServed()
    {
        await using var server = new TdsServerFixture(loginTimeout: TimeSpan.FromSeconds(1));
        await using var bystander = await server.OpenAsync();
        var random = new Random(20261120);

        await Parallel.ForAsync(0, 200, async (_, _) => await AttackAsync(server, Seed()));

        await using var command = new Microsoft.Data.SqlClient.SqlCommand("x", bystander);
        await command.ExecuteNonQueryAsync().WaitAsync(Limit);
        await WaitForConnectionsAsync(server, 1);

        int Seed()
        {
            lock (random)
            {
                return random.Next();
            }
        }
    }

    private static async Task AttackAsync(TdsServerFixture server, int seed)
    {
        var random = new Random(seed);
        try
        {
            using var client = random.Next(2) == 0
                ? await RawClient.ConnectAsync(server.Server.Endpoint)
                : await RawClient.LogInAsync(server.Server.Endpoint, "sa", "S3cret!pass");
            byte[] types = [0x01, 0x03, 0x06, 0x0E, 0x10, 0x12, 0x77];
            for (var i = 0; i < 3; i++)
            {
                var payload = random.Next(3) == 0 ? RawClient.Login("sa", "S3cret!pass") : new byte[random.Next(300)];
                if (random.Next(2) == 0)
                {
                    random.NextBytes(payload);
                }
                else if (payload.Length > 0)
                {
                    payload[random.Next(payload.Length)] ^= (byte)random.Next(1, 256);
                }

                await client.SendAsync(types[random.Next(types.Length)], payload);
            }
        }
        catch (IOException)
        {
            // The server hung up before the attack was over: that is what it should do.
        }
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
