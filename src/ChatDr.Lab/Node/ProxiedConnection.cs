using System.Net;
using System.Net.Sockets;

namespace ChatDr.Lab.Node;

/// <summary>A client's connection to a pod, through a Service.</summary>
internal sealed class ProxiedConnection(string podUid, Socket client) : IDisposable
{
    private readonly Socket _pod = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The pod.</summary>
    public string PodUid { get; } = podUid;

    /// <summary>Connects, and passes bytes both ways until both ends have finished.</summary>
    public async Task RunAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        await _pod.ConnectAsync(endpoint, cancellationToken);
        await Task.WhenAll(CopyAsync(client, _pod, cancellationToken), CopyAsync(_pod, client, cancellationToken));
    }

    /// <summary>Ends both sides at once, with a reset, so that nobody waits for an answer that will not come.</summary>
    public void Break()
    {
        client.Close(0);
        _pod.Close(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        _pod.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            Break();
            throw;
        }
    }
}
