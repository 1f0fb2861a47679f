using System.Globalization;
using ChatDr.SqlServer.Statements;

namespace ChatDr.ChatServer.Data;

/// <summary>What the chat server says to SQL Server.</summary>
internal static class ChatStatements
{
    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Creates the tables where they are missing.</summary>
    public static SqlStatement CreateTables { get; } = new(
        """
        IF OBJECT_ID(N'dbo.rooms') IS NULL CREATE TABLE dbo.rooms (id int IDENTITY(1,1) NOT NULL PRIMARY KEY, name nvarchar(200) NOT NULL UNIQUE);
        IF OBJECT_ID(N'dbo.messages') IS NULL CREATE TABLE dbo.messages (seq bigint IDENTITY(1,1) NOT NULL PRIMARY KEY, room_id int NOT NULL, author nvarchar(100) NOT NULL, body nvarchar(4000) NOT NULL, client_id uniqueidentifier NOT NULL UNIQUE, posted_at datetime2 NOT NULL DEFAULT SYSUTCDATETIME());
        IF OBJECT_ID(N'dbo.chat_probe') IS NULL CREATE TABLE dbo.chat_probe (pod nvarchar(100) NOT NULL PRIMARY KEY, seen_at datetime2 NOT NULL);
        """)
    { Timeout = WriteTimeout, IsIdempotent = true };

    /// <summary>The rooms by name.</summary>
    public static SqlStatement Rooms { get; } = new("SELECT name FROM dbo.rooms ORDER BY name;") { Timeout = QuickTimeout, IsIdempotent = true };

    /// <summary>Writes this server's row, so that readiness means that commits work.</summary>
    public static SqlStatement Probe(string pod)
    {
        var name = SqlQuote.Text(pod);
        return new SqlStatement(
            $"UPDATE dbo.chat_probe SET seen_at = SYSUTCDATETIME() WHERE pod = {name}; "
            + $"IF @@ROWCOUNT = 0 INSERT INTO dbo.chat_probe (pod, seen_at) VALUES ({name}, SYSUTCDATETIME());")
        {
            Timeout = QuickTimeout,
            IsIdempotent = true,
        };
    }

    /// <summary>A room's id.</summary>
    public static SqlStatement FindRoom(string room) =>
        new($"SELECT id FROM dbo.rooms WHERE name = {SqlQuote.Text(room)};") { Timeout = QuickTimeout, IsIdempotent = true };

    /// <summary>Makes a room; 2627 when another server was faster.</summary>
    public static SqlStatement CreateRoom(string room) =>
        new($"INSERT INTO dbo.rooms (name) VALUES ({SqlQuote.Text(room)});") { Timeout = WriteTimeout };

    /// <summary>Writes a message; committed when the statement returns. 2627: it was written before.</summary>
    public static SqlStatement Post(int roomId, NewMessage message) => new(
        "INSERT INTO dbo.messages (room_id, author, body, client_id) "
        + $"VALUES ({Number(roomId)}, {SqlQuote.Text(message.Author!)}, {SqlQuote.Text(message.Body!)}, '{message.ClientId:D}'); "
        + $"SELECT seq FROM dbo.messages WHERE client_id = '{message.ClientId:D}';")
    {
        Timeout = WriteTimeout,
    };

    /// <summary>The number of a message written before.</summary>
    public static SqlStatement FindMessage(Guid clientId) =>
        new($"SELECT seq FROM dbo.messages WHERE client_id = '{clientId:D}';") { Timeout = QuickTimeout, IsIdempotent = true };

    /// <summary>A room's messages after a number, oldest first.</summary>
    public static SqlStatement History(int roomId, long after, int limit) => new(
        $"SELECT TOP ({Number(limit)}) seq, author, body, client_id, posted_at FROM dbo.messages "
        + $"WHERE room_id = {Number(roomId)} AND seq > {Number(after)} ORDER BY seq;")
    {
        Timeout = QuickTimeout,
        IsIdempotent = true,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
