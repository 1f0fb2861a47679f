namespace ChatDr.SqlServer.Sessions;

/// <summary>Opens sessions. The second implementation is a scripted one for tests.</summary>
public interface ISqlConnector
{
    /// <summary>Opens a session in <paramref name="database"/> (null: the login's default).</summary>
    /// <exception cref="SqlServerException">The instance cannot be reached, or refuses.</exception>
    Task<ISqlSession> OpenAsync(SqlEndpoint endpoint, string? database, CancellationToken cancellationToken);
}
