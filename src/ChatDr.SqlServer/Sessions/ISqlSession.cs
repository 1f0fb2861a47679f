using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Sessions;

/// <summary>A session with one instance. Not for concurrent use.</summary>
public interface ISqlSession : IAsyncDisposable
{
    /// <summary>Runs a statement that returns no rows; gives the server's informational messages.</summary>
    /// <exception cref="SqlServerException">The server refused, or the connection broke.</exception>
    Task<IReadOnlyList<string>> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken);

    /// <summary>Runs a statement and reads its first result set; columns by name, DBNull as null.</summary>
    /// <exception cref="SqlServerException">The server refused, or the connection broke.</exception>
    Task<IReadOnlyList<SqlRow>> QueryAsync(SqlStatement statement, CancellationToken cancellationToken);
}
