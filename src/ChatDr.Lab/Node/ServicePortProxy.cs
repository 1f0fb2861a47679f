using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>Listens at a Service's address and passes connections on to its endpoints in turn. A connection ends with its endpoint.</summary>
internal sealed partial class ServicePortProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly ILogger _logger;
    private readonly Task _accepting;
    private IReadOnlyList<ServiceEndpoint> _endpoints = [];
    private int _turn;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="SocketException">The address is taken.</exception>
    public ServicePortProxy(IPEndPoint address, ILogger logger)
    {
        _logger = logger;
        _listener = new TcpListener(address);
        _listener.Start();
        Address = address;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Replaces the endpoints; connections to pods that are none any more break.</summary>
    public void SetEndpoints(IReadOnlyList<ServiceEndpoint> endpoints)
    {
        List<ProxiedConnection> broken;
        lock (_gate)
        {
            _endpoints = endpoints;
            broken = [.. _connections.Where(connection => endpoints.All(endpoint => endpoint.PodUid != connection.PodUid))];
        }

        broken.ForEach(connection => connection.Break());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        SetEndpoints([]);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException refused)
            {
                LogAcceptFailed(_logger, Address, refused);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        if (Next() is not { } endpoint)
        {
            // As kube-proxy without endpoints: the connection is refused.
            client.Close(0);
            return;
        }

        using var connection = new ProxiedConnection(endpoint.PodUid, client);
        lock (_gate)
        {
            _connections.Add(connection);
        }

        try
        {
            await connection.RunAsync(endpoint.Address, _stopping.Token);
        }
        catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogBroken(_logger, Address, endpoint.Address, broken.Message);
        }
        finally
        {
            lock (_gate)
            {
                _connections.Remove(connection);
            }
        }
    }

    private ServiceEndpoint? Next()
    {
        lock (_gate)
        {
            var ready = _endpoints.Where(endpoint => endpoint.Ready).ToList();
            return ready.Count == 0 ? null : ready[(int)((uint)_turn++ % ready.Count)];
        }
    }

    [LoggerMessage(11, LogLevel.Debug, "Connection from {Service} to {Endpoint} broke: {Message}")]
    private static partial void LogBroken(ILogger logger, EndPoint service, EndPoint endpoint, string message);

    [LoggerMessage(12, LogLevel.Warning, "{Service} could not accept a connection")]
    private static partial void LogAcceptFailed(ILogger logger, EndPoint service, Exception failure);
}
