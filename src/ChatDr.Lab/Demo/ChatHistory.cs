using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.Demo;

/// <summary>Reads back what the chat has kept.</summary>
/// <param name="http">The client, with a time-out.</param>
/// <param name="room">The room's address.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatHistory(HttpClient http, Uri room, TimeProvider time)
{
    private const int PageSize = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <summary>The marks of all messages that the serving site has.</summary>
    /// <exception cref="DemoFailedException">The chat does not give its history.</exception>
    public async Task<IReadOnlySet<Guid>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var marks = new HashSet<Guid>();
        for (long after = 0; ;)
        {
            var page = await PageAsync(after, cancellationToken);
            foreach (var message in page)
            {
                marks.Add((Guid)message!["clientId"]!);
                after = Math.Max(after, (long)message["seq"]!);
            }

            if (page.Count == 0)
            {
                return marks;
            }
        }
    }

    private async Task<JsonArray> PageAsync(long after, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            string problem;
            try
            {
                using var answer = await http.GetAsync(new Uri($"{room}?after={after}&limit={PageSize}"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) switch
                    {
                        JsonArray messages => messages,
                        JsonObject page when page["messages"] is JsonArray messages => messages,
                        var other => throw new DemoFailedException($"The chat's history is no list of messages: {other}"),
                    };
                }

                problem = $"{(int)answer.StatusCode}";
            }
            catch (Exception refused) when (refused is HttpRequestException or SocketException)
            {
                problem = refused.Message;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = "no answer in time";
            }

            if (time.GetElapsedTime(start) > Limit)
            {
                throw new DemoFailedException($"The chat does not give its history after message {after}: {problem}");
            }

            await Task.Delay(BetweenTries, time, cancellationToken);
        }
    }
}
