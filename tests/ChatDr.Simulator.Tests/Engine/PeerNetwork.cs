using System.Net;
using System.Net.Sockets;

namespace ChatDr.Simulator.Tests.Engine;

/// <summary>The network between the instances of a test: a relay for each direction, which can be cut while connections are open, and healed.</summary>
internal sealed class PeerNetwork : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string From, string To), TcpListener> _relays = [];
    private readonly HashSet<(string From, string To)> _cut = [];
    private readonly HashSet<(string From, string To)> _stalled = [];
    private readonly List<(string From, string To, Socket Socket)> _open = [];
    private readonly List<Task> _running = [];

    /// <summary>Told, before it is done, that one instance connects to another.</summary>
    public Action<string, string> Connecting { get; set; } = (_, _) => { };

    /// <summary>Where <paramref name="from"/> has to connect to reach <paramref name="to"/>.</summary>
    public EndPoint Route(string from, string to, Func<int?> port)
    {
        Connecting(from, to);
        lock (_gate)
        {
            if (_cut.Contains((from, to)))
            {
                throw new IOException($"{from} cannot reach {to}.");
            }

            if (!_relays.TryGetValue((from, to), out var relay))
            {
                _relays[(from, to)] = relay = new TcpListener(IPAddress.Loopback, 0);
                relay.Start();
                _running.Add(RelayAsync(relay, from, to, port));
            }

            return relay.LocalEndpoint;
        }
    }

    /// <summary>Breaks what is open between two, and lets nothing new through.</summary>
    public void Cut(string one, string other)
    {
        lock (_gate)
        {
            _cut.UnionWith([(one, other), (other, one)]);
            foreach (var (_, _, socket) in _open.Where(open => _cut.Contains((open.From, open.To))))
            {
                socket.Close(0);
            }

            _open.RemoveAll(open => _cut.Contains((open.From, open.To)));
        }
    }

    /// <summary>Keeps connections between two open and carries nothing over them.</summary>
    public void Stall(string one, string other)
    {
        lock (_gate)
        {
            _stalled.UnionWith([(one, other), (other, one)]);
        }
    }

    /// <summary>Lets both reach each other again.</summary>
    public void Heal(string one, string other)
    {
        lock (_gate)
        {
            _stalled.ExceptWith([(one, other), (other, one)]);
            _cut.ExceptWith([(one, other), (other, one)]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var relay in _relays.Values)
            {
                relay.Stop();
            }

            foreach (var (_, _, socket) in _open)
            {
                socket.Close(0);
            }
        }

        await Task.WhenAll(_running);
    }

    private async Task RelayAsync(TcpListener relay, string from, string to, Func<int?> port)
    {
        try
        {
            while (true)
            {
                var near = await relay.AcceptSocketAsync();
                _ = ForwardAsync(near, from, to, port);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
    }

    private async Task ForwardAsync(Socket near, string from, string to, Func<int?> port)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port() ?? throw new IOException($"{to} does not listen.")));
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_cut.Contains((from, to)), this);
                _open.AddRange([(from, to, near), (from, to, far)]);
            }

            await Task.WhenAny(PumpAsync(near, far, () => IsStalled(from, to)), PumpAsync(far, near, () => IsStalled(from, to)));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Whoever is at the ends sees the connection close.
            near.Close(0);
        }
        finally
        {
            near.Close(0);
            far.Close(0);
            lock (_gate)
            {
                _open.RemoveAll(open => open.Socket == near || open.Socket == far);
            }
        }
    }

    private bool IsStalled(string from, string to)
    {
        lock (_gate)
        {
            return _stalled.Contains((from, to));
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<bool> isStalled)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None) is > 0 and var count)
            {
                while (isStalled())
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }
}
