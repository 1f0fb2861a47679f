using ChatDr.ChatServer.Configuration;
using ChatDr.ChatServer.Data;
using ChatDr.ChatServer.Hosting;

namespace ChatDr.ChatServer.Http;

/// <summary>The HTTP interface.</summary>
internal sealed class ChatEndpoints(ConfigurationFile configuration, MessageStore store, Availability availability, TimeProvider time, ILogger logger)
{
    private const int DefaultLimit = 100, HighestLimit = 1000, LongestRoom = 200;

    /// <summary>Adds the routes.</summary>
    public void Map(WebApplication application)
    {
        application.MapGet("/healthz", () => Results.Text("ok\n"));
        application.MapGet("/readyz", () => availability.IsReady
            ? Results.Text("ok\n")
            : Results.Text(
                configuration.IsActive ? "active, but the database takes no writes\n" : "standby\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        application.MapGet("/rooms", RoomsAsync);
        application.MapGet("/rooms/{room}/messages", HistoryAsync);
        application.MapPost("/rooms/{room}/messages", PostAsync);
        application.MapGet("/rooms/{room}/feed", FeedAsync);
    }

    private Task<IResult> RoomsAsync(HttpContext context, CancellationToken cancellationToken) => WhenActiveAsync(
        context, async () => Results.Ok(new { rooms = await store.RoomsAsync(cancellationToken) }));

    private Task<IResult> HistoryAsync(HttpContext context, string room, long? after, int? limit, CancellationToken cancellationToken) => WhenActiveAsync(
        context,
        async () => Results.Ok(new
        {
            messages = await store.HistoryAsync(room, after ?? 0, Math.Clamp(limit ?? DefaultLimit, 1, HighestLimit), cancellationToken),
        }));

    private async Task<IResult> PostAsync(HttpContext context, string room, NewMessage message, CancellationToken cancellationToken)
    {
        var complaint = room.Length is 0 or > LongestRoom || room.Contains('\0', StringComparison.Ordinal)
            ? $"a room's name must have 1 to {LongestRoom} characters and no NUL"
            : message.Complaint;
        return complaint is not null
            ? Results.BadRequest(new { error = complaint })
            : await WhenActiveAsync(context, async () =>
            {
                var seq = await store.PostAsync(room, message, cancellationToken);
                return Results.Json(new { seq }, statusCode: StatusCodes.Status201Created);
            });
    }

    private async Task<IResult> FeedAsync(HttpContext context, string room, long? after)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Results.BadRequest(new { error = "this is a WebSocket" });
        }

        if (!configuration.IsActive)
        {
            return Unavailable(context, "standby", "this server takes no new clients", isOutcomeUnknown: false);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await new RoomFeed(socket, room, after ?? 0, configuration, store, time).RunAsync(
            context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, context.RequestAborted);
        return Results.Empty;
    }

    private async Task<IResult> WhenActiveAsync(HttpContext context, Func<Task<IResult>> answer)
    {
        if (!configuration.IsActive)
        {
            return Unavailable(context, "standby", "this server takes no new clients", isOutcomeUnknown: false);
        }

        try
        {
            return await answer();
        }
        catch (ChatUnavailableException unavailable)
        {
            var outcome = unavailable.IsOutcomeUnknown ? "unknown" : "not written";
            logger.PostFailed(outcome, unavailable.Message);
            return Unavailable(
                context,
                "database unavailable",
                unavailable.IsOutcomeUnknown ? "the outcome is unknown; sending it again with the same clientId is safe" : "nothing was written; try again",
                unavailable.IsOutcomeUnknown);
        }
    }

    private static IResult Unavailable(HttpContext context, string error, string detail, bool isOutcomeUnknown)
    {
        context.Response.Headers.RetryAfter = "1";
        return Results.Json(
            new { error, detail, outcome = isOutcomeUnknown ? "unknown" : "notCommitted" }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
