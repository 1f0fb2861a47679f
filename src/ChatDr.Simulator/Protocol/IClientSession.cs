namespace ChatDr.Simulator.Protocol;

/// <summary>A logged-in session. Disposing it rolls back what is open.</summary>
internal interface IClientSession : IBatchExecutor, IAsyncDisposable
{
    /// <summary>@@SPID.</summary>
    short SessionId { get; }

    /// <summary>The current database.</summary>
    string Database { get; }

    /// <summary>Ends when the session is killed or its database is taken from it: the front drops the connection.</summary>
    CancellationToken Killed { get; }

    /// <summary>
    /// sp_reset_connection: the session's settings, context and database are as after login, and an open transaction is rolled back unless
    /// <paramref name="keepTransaction"/>.
    /// </summary>
    ValueTask ResetAsync(bool keepTransaction, CancellationToken cancellationToken);
}
