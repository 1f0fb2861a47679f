using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Transport;

/// <summary>The instance's mirroring endpoint: takes peers' connections while STARTED.</summary>
internal sealed partial class EndpointListener : IAsyncDisposable
{
    private readonly Instance _instance;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;

    /// <summary>Listens.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public EndpointListener(Instance instance, MirroringEndpoint endpoint, ILogger logger)
    {
        (_instance, _logger) = (instance, logger);
        _certificate = instance.LoadEndpointCertificate(endpoint);
        _listener = Listen(new IPEndPoint(endpoint.Address is { } address ? IPAddress.Parse(address) : instance.Options.ListenAddress, endpoint.Port));
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Tells this start of the endpoint from others.</summary>
    public Guid Incarnation { get; } = Guid.NewGuid();

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Stops at once.</summary>
    public void Stop()
    {
        _stopped.Cancel();
        _listener.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _accepting;
        _certificate.Dispose();
        _stopped.Dispose();
    }

    private static Socket Listen(IPEndPoint address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(address);
            listener.Listen();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stopped.Token);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            LogStopped(e.GetType().Name);
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using var accepted = socket;
        var peer = "";
        string? refused = null;
        try
        {
            // Each of these may find that the peer has gone again.
            peer = socket.RemoteEndPoint?.ToString() ?? "";
            socket.NoDelay = true;
            await using var stream = new SslStream(new FreezableStream(new NetworkStream(socket, ownsSocket: true), _instance.Options.Faults));

            // Longer than the other side waits, so that a silent line ends in its time-out and not in a connection that breaks.
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10), _instance.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token, timeout.Token);
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    {
                        refused = shown is null ? "it shows no certificate" : _instance.RefusePeer(shown.GetRawCertData());
                        return refused is null;
                    },
                },
                either.Token);
            await AnswerAsync(stream);
        }
        catch (AuthenticationException e)
        {
            _instance.ErrorLog.Write(
                28048, 16, 1, $"Database Mirroring login attempt by {peer} failed with error: '{refused ?? e.Message}'. [CLIENT: {peer}]", "Logon");
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            LogClosed(peer, e.Message);
        }
        catch (Exception e)
        {
            // A question that nobody foresaw ends its connection, not the endpoint.
            LogFailed(peer, e);
        }
    }

    private async Task AnswerAsync(SslStream stream)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        await using var connection = new PeerConnection(stream, _instance.Time);
        try
        {
            while (await connection.ReceiveAsync(closed.Token) is { } question)
            {
                await connection.SendAsync(await _instance.AnswerAsync(question, closed.Token), closed.Token);
            }
        }
        finally
        {
            await closed.CancelAsync();
        }
    }

    [LoggerMessage(11, LogLevel.Debug, "The connection from {Peer} ended: {Reason}")]
    private partial void LogClosed(string peer, string reason);

    [LoggerMessage(12, LogLevel.Debug, "The mirroring endpoint stopped: {Reason}")]
    private partial void LogStopped(string reason);

    [LoggerMessage(13, LogLevel.Error, "A question from {Peer} could not be answered; its connection is closed.")]
    private partial void LogFailed(string peer, Exception exception);
}
