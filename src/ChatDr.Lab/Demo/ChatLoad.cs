using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.Demo;

/// <summary>Clients that post to the chat all the while. A message without an answer is sent again under its own mark until it is acknowledged.</summary>
/// <param name="http">The client, with a time-out.</param>
/// <param name="room">The room's address.</param>
/// <param name="ledger">What was acknowledged.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatLoad(HttpClient http, Uri room, MessageLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>Posts as <paramref name="clients"/> clients until cancelled.</summary>
    public Task RunAsync(int clients, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(1, clients).Select(client => PostAllAsync($"client-{client}", stop)));

    private async Task PostAllAsync(string author, CancellationToken stop)
    {
        try
        {
            for (var number = 1; !stop.IsCancellationRequested; number++)
            {
                await PostAsync(author, $"{author} says {number}", stop);
                await Task.Delay(BetweenMessages, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The story has ended; a message under way stays unknown in the ledger.
        }
    }

    private async Task PostAsync(string author, string body, CancellationToken stop)
    {
        var clientId = Guid.NewGuid();
        ledger.Sent(clientId);
        while (await TryPostAsync(author, body, clientId, stop) is var sequence)
        {
            if (sequence is { } number)
            {
                ledger.Acknowledge(new AcknowledgedMessage(clientId, number, body, time.GetUtcNow()));
                return;
            }

            await Task.Delay(BetweenTries, time, stop);
        }
    }

    private async Task<long?> TryPostAsync(string author, string body, Guid clientId, CancellationToken stop)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(room, new { author, body, clientId }, stop);
            return answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK
                ? (long?)(await answer.Content.ReadFromJsonAsync<JsonObject>(stop))?["seq"]
                : null;
        }
        catch (Exception broken) when (broken is HttpRequestException or SocketException)
        {
            // HttpClient lets the socket's own exception through when a connection breaks the moment it is made.
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The client's own time-out: whether the message was kept is not known, so it is sent again under the same mark.
            return null;
        }
    }
}
