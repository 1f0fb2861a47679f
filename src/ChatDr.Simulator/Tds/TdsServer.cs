using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Tds;

/// <summary>Accepts TDS clients for one instance.</summary>
internal sealed class TdsServer : IAsyncDisposable
{
    private readonly TdsServerOptions _options;
    private readonly IInstanceFrontend _frontend;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly Task _accepting;
    private bool _isDisposed;

    private TdsServer(TdsServerOptions options, IInstanceFrontend frontend, TimeProvider time, ILogger logger, Socket listener)
    {
        (_options, _frontend, _time, _logger, _listener) = (options, frontend, time, logger, listener);
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Connections at this moment.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static TdsServer Start(TdsServerOptions options, IInstanceFrontend frontend, TimeProvider time, ILogger logger)
    {
        const int backlog = 512;
        var listener = new Socket(options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Endpoint);
            listener.Listen(backlog);
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }

        logger.Listening(frontend.ServerName, listener.LocalEndPoint!.ToString()!);
        return new TdsServer(options, frontend, time, logger, listener);
    }

    /// <summary>Drops every connection with a reset, as when the process is killed.</summary>
    public void Crash()
    {
        _listener.Dispose();
        foreach (var socket in _connections.Keys)
        {
            socket.Close(timeout: 0);
        }

        _end.Cancel();
    }

    /// <summary>Stops listening, ends all sessions (open transactions roll back) and waits for them. Once more does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _listener.Dispose();
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Admit(await _listener.AcceptAsync(_end.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException aborted) when (!_end.IsCancellationRequested)
            {
                _logger.ConnectionLost(aborted.Message, "not yet known");
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private void Admit(Socket socket)
    {
        var client = (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
        if (_connections.Count >= _options.MaximumConnections)
        {
            _logger.TooManyConnections(_options.MaximumConnections, client);
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        KeepAlive(socket);
        var mayBegin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[socket] = ServeAsync(socket, client, mayBegin.Task);
        mayBegin.SetResult();
    }

    /// <summary>
    /// A client that vanished is noticed as on the product: a probe after 30 s of silence, then each second (Microsoft Learn, "TCP/IP Properties").
    /// </summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 10);
    }

    private async Task ServeAsync(Socket socket, string client, Task mayBegin)
    {
        await mayBegin;
        try
        {
            await using var stream = new FreezableStream(new NetworkStream(socket, ownsSocket: true), _options.Faults);
            await new TdsConnection(stream, client, _options, _frontend, _time, _logger).ServeAsync(_end.Token);
        }
        finally
        {
            _connections.TryRemove(socket, out _);
        }
    }
}
