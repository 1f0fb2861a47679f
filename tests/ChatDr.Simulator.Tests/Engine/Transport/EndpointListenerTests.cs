using System.Net;
using System.Net.Sockets;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine.Transport;

/// <summary>The mirroring endpoint as it starts and stops.</summary>
public sealed class EndpointListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stop_WhileAPeerIsJustAccepted_EndsQuietly()
    {
        await using var lab = new EngineFixture();
        var instance = (await lab.StartPeersAsync("a"))[0];

        for (var i = 0; i < 200; i++)
        {
            var listener = new EndpointListener(instance, instance.Endpoint!, NullLogger.Instance);
            var target = new IPEndPoint(IPAddress.Loopback, listener.Port);
            using var one = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await Task.WhenAll(one.ConnectAsync(target), other.ConnectAsync(target));

            await listener.DisposeAsync();
        }
    }

    [Fact]
    public async Task Question_ThatCannotBeAnswered_EndsItsConnectionAndTheEndpointStopsQuietly()
    {
        // Disposed at the end, the instance awaits all that its endpoint served.
        await using var lab = new EngineFixture();
        var instance = (await lab.StartPeersAsync("a"))[0];
        await using var connection = await PeerConnection.ConnectAsync(instance, "tcp://a:5022", CancellationToken.None);

        await Should.ThrowAsync<IOException>(() => connection.AskAsync(
            new PeerMessage { Kind = PeerRequest.Query, Group = null! }, Patience, CancellationToken.None));
    }
}
