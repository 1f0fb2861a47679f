namespace ChatDr.Simulator.Engine.Sessions;

/// <summary>A session, for sp_who2, KILL and for taking databases away. Its owner keeps the changing parts up to date.</summary>
internal sealed class SessionInfo(short id, DateTime loginTime) : IDisposable
{
    private readonly CancellationTokenSource _killed = new();

    /// <summary>@@SPID; 51 and up.</summary>
    public short Id => id;

    /// <summary>When it logged in, UTC.</summary>
    public DateTime LoginTime { get; } = loginTime;

    /// <summary>The login's name.</summary>
    public required string LoginName { get; init; }

    /// <summary>HOST_NAME().</summary>
    public string HostName { get; init; } = "";

    /// <summary>APP_NAME().</summary>
    public string ProgramName { get; init; } = "";

    /// <summary>Where its connection comes from.</summary>
    public string ClientAddress { get; init; } = "";

    /// <summary>Whether its connection is encrypted, not just its login.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The current database.</summary>
    public string Database { get; set; } = "master";

    /// <summary>sleeping, running or suspended.</summary>
    public string Status { get; set; } = "sleeping";

    /// <summary>The statement that runs, such as SELECT; empty when none.</summary>
    public string Command { get; set; } = "";

    /// <summary>How far the statement is that runs; null where that is not known.</summary>
    public IProgress? Progress { get; set; }

    /// <summary>When its last batch began, UTC.</summary>
    public DateTime LastBatch { get; set; } = loginTime;

    /// <summary>Whether its transaction is open.</summary>
    public bool HasOpenTransaction { get; set; }

    /// <summary>The database that its transaction has changes in, which need not be the current one; null when there is none.</summary>
    public string? TransactionDatabase { get; set; }

    /// <summary>Ends when it is killed or its database is taken from it.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>Whether it stands in the way of one who needs the database for himself.</summary>
    public bool Uses(string database) =>
        string.Equals(Database, database, StringComparison.OrdinalIgnoreCase)
        || string.Equals(TransactionDatabase, database, StringComparison.OrdinalIgnoreCase);

    internal void Kill() => _killed.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _killed.Dispose();
}
