using System.Collections.Concurrent;
using ChatDr.ChatServer.Configuration;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.ChatServer.Data;

/// <summary>
/// Rooms and messages. Keeps a few sessions open; one that failed is thrown away with all that were idle then, because a failover breaks them all.
/// </summary>
internal sealed class MessageStore(ISqlConnector connector, ConfigurationFile configuration, string login, string password, string? certificate)
    : IAsyncDisposable
{
    private const int DuplicateKey = 2627, DuplicateIndexKey = 2601;
    private const int MostIdle = 8;
    private readonly ConcurrentBag<(ISqlSession Session, string Target)> _idle = [];

    /// <summary>Creates the tables where they are missing.</summary>
    /// <exception cref="ChatUnavailableException">The database cannot be used.</exception>
    public Task CreateTablesAsync(CancellationToken cancellationToken) =>
        UseAsync(session => session.ExecuteAsync(ChatStatements.CreateTables, cancellationToken), cancellationToken);

    /// <summary>Commits a small write.</summary>
    /// <exception cref="ChatUnavailableException">The database cannot be used.</exception>
    public Task ProbeAsync(string pod, CancellationToken cancellationToken) =>
        UseAsync(session => session.ExecuteAsync(ChatStatements.Probe(pod), cancellationToken), cancellationToken);

    /// <summary>The rooms by name.</summary>
    /// <exception cref="ChatUnavailableException">The database cannot be used.</exception>
    public Task<IReadOnlyList<string>> RoomsAsync(CancellationToken cancellationToken) => UseAsync<IReadOnlyList<string>>(
        async session => [.. (await session.QueryAsync(ChatStatements.Rooms, cancellationToken)).Select(row => row.GetText("name")!)], cancellationToken);

    /// <summary>A room's messages after a number, oldest first; empty for an unknown room.</summary>
    /// <exception cref="ChatUnavailableException">The database cannot be used.</exception>
    public Task<IReadOnlyList<ChatMessage>> HistoryAsync(string room, long after, int limit, CancellationToken cancellationToken) =>
        UseAsync<IReadOnlyList<ChatMessage>>(
            async session => await FindRoomAsync(session, room, cancellationToken) is { } id
                ? [.. (await session.QueryAsync(ChatStatements.History(id, after, limit), cancellationToken)).Select(Message)]
                : [],
            cancellationToken);

    /// <summary>Writes a message; its number. Returns only after the commit, and gives the same number when the message is sent again.</summary>
    /// <exception cref="ChatUnavailableException">It was not written, or nobody knows.</exception>
    public Task<long> PostAsync(string room, NewMessage message, CancellationToken cancellationToken) => UseAsync(
        async session =>
        {
            var roomId = await RoomAsync(session, room, cancellationToken);
            return await WriteAsync(session, roomId, message, cancellationToken);
        },
        cancellationToken);

    /// <summary>Closes the idle sessions: in standby an open one would bar the exclusive access that the tail backup needs.</summary>
    public async ValueTask CloseIdleAsync()
    {
        while (_idle.TryTake(out var idle))
        {
            await idle.Session.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => CloseIdleAsync();

    private static async Task<long> WriteAsync(ISqlSession session, int roomId, NewMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.QueryAsync(ChatStatements.Post(roomId, message), cancellationToken))[0].Get<long>("seq");
        }
        catch (SqlServerException duplicate) when (duplicate.Has(DuplicateKey) || duplicate.Has(DuplicateIndexKey))
        {
            return (await session.QueryAsync(ChatStatements.FindMessage(message.ClientId), cancellationToken))[0].Get<long>("seq");
        }
        catch (SqlServerException broken) when (broken.IsUnreachable)
        {
            throw new ChatUnavailableException(broken.Message, isOutcomeUnknown: true, broken);
        }
    }

    private static async Task<int> RoomAsync(ISqlSession session, string room, CancellationToken cancellationToken)
    {
        if (await FindRoomAsync(session, room, cancellationToken) is { } existing)
        {
            return existing;
        }

        try
        {
            await session.ExecuteAsync(ChatStatements.CreateRoom(room), cancellationToken);
        }
        catch (SqlServerException race) when (race.Has(DuplicateKey) || race.Has(DuplicateIndexKey))
        {
            // Another server made the room between the two statements: it is there, which is all that is needed.
        }

        return await FindRoomAsync(session, room, cancellationToken)
            ?? throw new ChatUnavailableException($"Room {room} vanished after it was made.", isOutcomeUnknown: false);
    }

    private static async Task<int?> FindRoomAsync(ISqlSession session, string room, CancellationToken cancellationToken) =>
        (await session.QueryAsync(ChatStatements.FindRoom(room), cancellationToken)) is [var row, ..] ? row.Get<int>("id") : null;

    private static ChatMessage Message(SqlRow row) => new(
        row.Get<long>("seq"),
        row.GetText("author")!,
        row.GetText("body")!,
        row.Get<Guid>("client_id"),
        DateTime.SpecifyKind(row.Get<DateTime>("posted_at"), DateTimeKind.Utc));

    private async Task<T> UseAsync<T>(Func<ISqlSession, Task<T>> use, CancellationToken cancellationToken)
    {
        var current = configuration.Current ?? throw new ChatUnavailableException("chat.json is missing or broken.", isOutcomeUnknown: false);
        var target = $"{current.Server}/{current.Database}";
        ISqlSession? session = null;
        try
        {
            session = await TakeAsync(current, target, cancellationToken);
            var result = await use(session);
            if (Keep(session, target))
            {
                session = null;
            }

            return result;
        }
        catch (SqlServerException failure)
        {
            await CloseIdleAsync();
            throw new ChatUnavailableException(failure.Message, isOutcomeUnknown: false, failure);
        }
        catch (ChatUnavailableException)
        {
            await CloseIdleAsync();
            throw;
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }

    private async Task<ISqlSession> TakeAsync(ChatConfiguration current, string target, CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.Target == target)
            {
                return idle.Session;
            }

            await idle.Session.DisposeAsync();
        }

        var endpoint = new SqlEndpoint { Host = current.Host, Port = current.Port, Login = login, Password = password, ServerCertificate = certificate };
        return await connector.OpenAsync(endpoint, current.Database, cancellationToken);
    }

    /// <summary>Keeps a session for the next request unless enough are kept or the server is standby.</summary>
    private bool Keep(ISqlSession session, string target)
    {
        if (!configuration.IsActive || _idle.Count >= MostIdle)
        {
            return false;
        }

        _idle.Add((session, target));
        return true;
    }
}
