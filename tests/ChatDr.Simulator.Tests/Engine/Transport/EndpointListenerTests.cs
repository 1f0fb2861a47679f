using System.Net;
using System.Net.Sockets;
using ChatDr.Simulator.Engine.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine.Transport;

/// <summary>The mirroring endpoint as it starts and stops.</summary>
public sealed class EndpointListenerTests
{
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
}
