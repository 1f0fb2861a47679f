using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.ChatServer.Tests;

/// <summary>A database of messages that understands just what the chat server says, and fails where a test tells it to.</summary>
internal sealed class ScriptedSql : ISqlConnector
{
    private readonly Lock _gate = new();
    private readonly List<(string ClientId, string Statement)> _messages = [];

    /// <summary>Called before each statement; throws to fail it.</summary>
    public Action<SqlStatement> Before { get; set; } = _ => { };

    /// <summary>Called after an INSERT of a message is stored; throws to lose the answer.</summary>
    public Action AfterPost { get; set; } = () => { };

    public int OpenSessions { get; private set; }

    public int Messages
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    public Task<ISqlSession> OpenAsync(SqlEndpoint endpoint, string? database, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            OpenSessions++;
        }

        return Task.FromResult<ISqlSession>(new Session(this));
    }

    public static SqlServerException Unreachable() => new("the connection broke", [], isUnreachable: true);

    private IReadOnlyList<SqlRow> Run(SqlStatement statement)
    {
        Before(statement);
        var text = statement.Text;
        lock (_gate)
        {
            if (text.StartsWith("INSERT INTO dbo.messages", StringComparison.Ordinal))
            {
                var clientId = text[^39..^2].Trim('\'');
                if (_messages.Any(message => message.ClientId == clientId))
                {
                    throw new SqlServerException("Violation of UNIQUE KEY constraint.", [2627, 3621], isUnreachable: false);
                }

                _messages.Add((clientId, text));
                AfterPost();
                return [Row("seq", (long)_messages.Count)];
            }

            if (text.StartsWith("SELECT seq FROM dbo.messages", StringComparison.Ordinal))
            {
                return [Row("seq", (long)_messages.FindIndex(message => text.Contains(message.ClientId, StringComparison.Ordinal)) + 1)];
            }

            return text.StartsWith("SELECT id", StringComparison.Ordinal) ? [Row("id", 1)] : [];
        }
    }

    private static SqlRow Row(string column, object value) => new(new Dictionary<string, object?> { [column] = value });

    private sealed class Session(ScriptedSql sql) : ISqlSession
    {
        public Task<IReadOnlyList<string>> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken)
        {
            sql.Run(statement);
            return Task.FromResult<IReadOnlyList<string>>([]);
        }

        public Task<IReadOnlyList<SqlRow>> QueryAsync(SqlStatement statement, CancellationToken cancellationToken) => Task.FromResult(sql.Run(statement));

        public ValueTask DisposeAsync()
        {
            lock (sql._gate)
            {
                sql.OpenSessions--;
            }

            return ValueTask.CompletedTask;
        }
    }
}
