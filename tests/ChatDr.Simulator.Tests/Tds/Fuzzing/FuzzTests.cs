using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ChatDr.Simulator.Tests.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds.Fuzzing;

/// <summary>
/// Attacks the program, as a process of its own, while another session works. Seeds are fixed: what fails once fails again.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int Seeds = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-fuzz-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("prelogin", 0)]
    [InlineData("login", 1)]
    [InlineData("requests", 2)]
    public async Task MutatedConversations_OtherSessionWorksOnAndEverythingIsFreed(string stage, int from)
    {
        var valid = Conversation.Whole(SimulatorProcess.Password);

        await AttackAsync($"mutated {stage}", seed =>
        {
            var mutation = new Mutation((from * 1_000_000) + seed);
            return (mutation.Of(valid, from), mutation.Ending);
        });
    }

    [Fact]
    public async Task RandomBytes_OtherSessionWorksOnAndEverythingIsFreed() => await AttackAsync("random bytes", seed =>
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(1, 20_000)];
        random.NextBytes(bytes);
        return ([bytes], random.Next(3));
    });

    [Fact]
    public async Task TlsHandshake_MutatedOrCutOff_OtherSessionWorksOnAndEverythingIsFreed()
    {
        var hello = await ClientHelloAsync();

        await AttackAsync("mutated handshakes", seed =>
        {
            var mutation = new Mutation(9_000_000 + seed);
            List<byte[]> packets =
                [Packet.Make(Packet.PreLogin, [1, 0, 6, 0, 1, 0xFF, (byte)(seed % 2)]), .. mutation.Of([Packet.Make(Packet.PreLogin, hello)], 0)];
            return (packets, mutation.Ending);
        });
    }

    private async Task AttackAsync(string what, Func<int, (List<byte[]> Packets, int Ending)> attack)
    {
        await using var program = SimulatorProcess.Start(_folder);
        await using var bystander = await program.OpenAsync();
        await PrepareAsync(bystander);
        var port = await program.ReadyAsync();
        var before = OpenSockets(program);
        var attacks = Parallel.ForAsync(0, Seeds, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (seed, _) =>
        {
            var (packets, ending) = attack(seed);
            await SendAsync(port, packets, ending);
        });

        var worked = 0;
        do
        {
            await WorkAsync(bystander);
            worked++;
        }
        while (!attacks.IsCompleted);

        await attacks;
        (await ScalarAsync(bystander, "SELECT COUNT(*) FROM dbo.work")).ShouldBe(worked, what);
        await FreedAsync(program, bystander, before);
        program.Output.ShouldNotContain("The simulator failed");
        program.Output.ShouldNotContain("nobody looked");
        program.PeakMemory.ShouldBeLessThan(700L * 1024 * 1024, $"{what}: bytes of memory at most");
    }

    /// <summary>Says it all, with and without listening, and goes.</summary>
    private static async Task SendAsync(int port, List<byte[]> packets, int ending)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new NetworkStream(socket);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var listening = ending == 0 ? Task.CompletedTask : DrainAsync(stream, limit.Token);
        try
        {
            foreach (var packet in packets)
            {
                await stream.WriteAsync(packet, limit.Token);
                if (ending == 2)
                {
                    // Lets some answers come in between, so that the server is in the state that the packet expects.
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The server hung up before the attack was over: that is what it should do.
        }

        if (ending == 1)
        {
            socket.Shutdown(SocketShutdown.Send);
            await listening;
        }

        socket.LingerState = new LingerOption(enable: ending == 0, seconds: 0);
        socket.Close();
        await listening;
    }

    private static async Task DrainAsync(NetworkStream stream, CancellationToken limit)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, limit);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A reset, the time limit and our own closing end it as well.
        }
    }

    private static async Task FreedAsync(SimulatorProcess program, SqlConnection bystander, int socketsBefore)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var sessions = (int)(await ScalarAsync(bystander, "SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE login_name = 'sa'"))!;
            var sockets = OpenSockets(program);
            if (sessions == 1 && sockets <= socketsBefore)
            {
                return;
            }

            limit.IsCancellationRequested.ShouldBeFalse(
                $"waited for the attacks' sessions and sockets to go; {sessions - 1} sessions and {sockets - socketsBefore} sockets are left");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static int OpenSockets(SimulatorProcess program) =>
        Directory.GetFiles($"/proc/{program.Id}/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) is true);

    private static async Task PrepareAsync(SqlConnection connection)
    {
        await ScalarAsync(connection, "CREATE DATABASE bystander");
        await ScalarAsync(connection, "USE bystander; CREATE TABLE dbo.work (id int IDENTITY(1,1) NOT NULL PRIMARY KEY)");
    }

    private static async Task WorkAsync(SqlConnection connection)
    {
        var began = Stopwatch.GetTimestamp();
        await ScalarAsync(connection, connection.Database == "bystander" ? "INSERT INTO dbo.work DEFAULT VALUES" : "SELECT 1");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20), "the other session's statement");
    }

    private static async Task<object?> ScalarAsync(SqlConnection connection, string sql)
    {
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>What a TLS client says first.</summary>
    private static async Task<byte[]> ClientHelloAsync()
    {
        using var said = new RecordingStream();
        await using var tls = new SslStream(said);
        await Should.ThrowAsync<IOException>(() => tls.AuthenticateAsClientAsync("localhost"));
        return said.Written.ToArray();
    }
}
