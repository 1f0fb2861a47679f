using System.Net.WebSockets;
using System.Text.Json;
using ChatDr.ChatServer.Configuration;
using ChatDr.ChatServer.Data;

namespace ChatDr.ChatServer.Http;

/// <summary>
/// Sends a room's messages to a WebSocket as they come, one JSON text each, whichever server took them. In standby the socket stays open but
/// silent: reading would keep the database in use while it is between sites.
/// </summary>
internal sealed class RoomFeed(WebSocket socket, string room, long after, ConfigurationFile configuration, MessageStore store, TimeProvider time)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private long _last = after;

    /// <summary>Sends until the client closes, the connection breaks or the server stops.</summary>
    public async Task RunAsync(CancellationToken serverStops, CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(serverStops, aborted);
        var closing = ReceiveToCloseAsync(end);
        try
        {
            await SendAsync(end.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // The client, the connection or the server ended it: nothing is left to send.
        }

        await end.CancelAsync();
        await closing;
        if (socket.State is WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, aborted);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var message in await NewMessagesAsync(cancellationToken))
            {
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, Json), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                _last = message.Seq;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<ChatMessage>> NewMessagesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return configuration.IsActive ? await store.HistoryAsync(room, _last, PageSize, cancellationToken) : [];
        }
        catch (ChatUnavailableException)
        {
            // A failover: what was missed comes with the next successful read, since reading goes on from the last number.
            return [];
        }
    }

    private async Task ReceiveToCloseAsync(CancellationTokenSource end)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), end.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // The same as a close.
        }

        await end.CancelAsync();
    }
}
