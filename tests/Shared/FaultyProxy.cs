using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatDr.Tests.Shared;

/// <summary>
/// Passes TCP on over loopback until told otherwise. Frozen, connections stay open and nothing comes through, as with a peer whose machine hangs; nothing is lost.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = [];
    private readonly Task _accepting;
    private readonly int _target;
    private TaskCompletionSource _flows = Completed();

    /// <summary>A proxy to <paramref name="target"/>, a port on loopback.</summary>
    public FaultyProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long every piece of data is held back, each way. Default none.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Lets nothing through any more, in old connections and new ones.</summary>
    public void Freeze() => _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything through again, also what was held back.</summary>
    public void Thaw() => _flows.TrySetResult();

    /// <summary>Lets nothing through the connections that there are any more, though they stay open; new ones are served.</summary>
    public void Strand()
    {
        foreach (var connection in _connections.Keys)
        {
            _connections[connection] = true;
        }
    }

    /// <summary>Breaks all connections off.</summary>
    public void Drop()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Close();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        Thaw();
        await _accepting;
        _listener.Stop();
        _stopped.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var from = client;
        using var to = new TcpClient();
        _connections[client] = false;
        try
        {
            await _flows.Task.WaitAsync(_stopped.Token);
            await to.ConnectAsync(IPAddress.Loopback, _target, _stopped.Token);
            (from.NoDelay, to.NoDelay) = (true, true);
            await Task.WhenAny(PassAsync(client, from.GetStream(), to.GetStream()), PassAsync(client, to.GetStream(), from.GetStream()));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
        finally
        {
            _connections.TryRemove(client, out _);
        }
    }

    private async Task PassAsync(TcpClient connection, NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stopped.Token) is > 0 and var count)
            {
                if (Latency > TimeSpan.Zero)
                {
                    await Task.Delay(Latency, TimeProvider.System, _stopped.Token);
                }

                await _flows.Task.WaitAsync(_stopped.Token);
                if (_connections.GetValueOrDefault(connection))
                {
                    continue;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), _stopped.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return;
        }
    }
}
