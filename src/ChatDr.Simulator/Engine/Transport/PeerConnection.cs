using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine.Transport;

/// <summary>A TLS connection between two mirroring endpoints, each proving itself by its certificate. One question at a time.</summary>
internal sealed class PeerConnection(SslStream stream, TimeProvider time) : IAsyncDisposable
{
    private const int MaximumFrame = 512 * 1024 * 1024;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Whether an exception means no more than that the peer is not there, or does not answer as it should.</summary>
    public static bool IsUnreachable(Exception e) =>
        e is IOException or SocketException or AuthenticationException or TimeoutException or OperationCanceledException or ObjectDisposedException
            or UriFormatException;

    /// <summary>Whether an exception is one of those by which a conversation with a peer may well end; another is a mistake in what converses.</summary>
    public static bool IsForeseen(Exception e) => IsUnreachable(e) || e is LogFormatException or SqlErrorException;

    /// <summary>Connects to a peer's endpoint.</summary>
    public static async Task<PeerConnection> ConnectAsync(Instance instance, string endpointUrl, CancellationToken cancellationToken)
    {
        var endpoint = instance.Endpoint is { IsStarted: true } started ? started : throw new IOException("The local mirroring endpoint is not started.");
        var url = new Uri(endpointUrl);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), instance.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var certificate = instance.LoadEndpointCertificate(endpoint);
        var address = await instance.Options.ResolveHost(url.Host, url.Port, either.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        try
        {
            await socket.ConnectAsync(address, either.Token);
            stream = new SslStream(new FreezableStream(new NetworkStream(socket, ownsSocket: true), instance.Options.Faults));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = url.Host,
                    ClientCertificates = [certificate],
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && instance.RefusePeer(shown.GetRawCertData()) is null,
                },
                either.Token);
            return new PeerConnection(stream, instance.Time);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            if (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{endpointUrl} did not answer in time.", e);
            }

            throw;
        }
    }

    /// <summary>
    /// Asks and waits for the answer, which is of the question's kind. A question that has no answer, also because it was given up, is the connection's last
    /// one.
    /// </summary>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<TMessage> AskAsync<TMessage>(TMessage question, TimeSpan patience, CancellationToken cancellationToken)
        where TMessage : EndpointMessage
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var timeout = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                await SendAsync(question, either.Token);
                return await ReceiveAsync(either.Token) switch
                {
                    TMessage answer => answer,
                    null => throw new IOException("The peer closed the connection."),
                    var other => throw new IOException($"The peer answered with a {other.GetType().Name}."),
                };
            }
            catch (Exception e)
            {
                // The answer may still come, and would be taken for that of the next question.
                await stream.DisposeAsync();
                if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    throw new TimeoutException($"The peer did not answer within {patience.TotalSeconds} s.");
                }

                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends a frame.</summary>
    public async Task SendAsync(EndpointMessage message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes<EndpointMessage>(message);
        var frame = new byte[8 + json.Length + message.Body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), message.Body.Length);
        json.CopyTo(frame, 8);
        message.Body.CopyTo(frame, 8 + json.Length);
        await stream.WriteAsync(frame, cancellationToken);
    }

    /// <summary>Reads a frame; null when the peer closed.</summary>
    public async Task<EndpointMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var header = new byte[8];
        if (await stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, cancellationToken) < 8)
        {
            return null;
        }

        var (jsonLength, bodyLength) = (BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)));
        if (jsonLength is < 2 or > MaximumFrame || bodyLength is < 0 or > MaximumFrame)
        {
            throw new IOException("The peer sent a frame of impossible length.");
        }

        var json = new byte[jsonLength];
        var body = new byte[bodyLength];
        await stream.ReadExactlyAsync(json, cancellationToken);
        await stream.ReadExactlyAsync(body, cancellationToken);
        try
        {
            var message = JsonSerializer.Deserialize<EndpointMessage>(json) ?? throw new IOException("The peer sent an empty message.");
            return message with { Body = body };
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new IOException("The peer sent what is no message.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        _turn.Dispose();
    }
}
