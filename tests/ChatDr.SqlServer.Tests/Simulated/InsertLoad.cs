using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>Inserts 0, 1, 2 … into dbo.ledger, one commit each, until the server is gone.</summary>
internal sealed class InsertLoad
{
    private readonly Task<int> _run;
    private int _acknowledged;

    public InsertLoad(ISqlConnector connector, SqlEndpoint principal) => _run = RunAsync(connector, principal);

    /// <summary>How many inserts the server has acknowledged so far.</summary>
    public int Acknowledged => _run.IsFaulted ? throw _run.Exception : Volatile.Read(ref _acknowledged);

    /// <summary>How many inserts were acknowledged in all.</summary>
    public Task<int> EndedAsync() => _run.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);

    private async Task<int> RunAsync(ISqlConnector connector, SqlEndpoint principal)
    {
        try
        {
            await using var session = await connector.OpenAsync(principal, "mgc", CancellationToken.None);
            while (true)
            {
                await session.ExecuteAsync(new SqlStatement($"INSERT INTO dbo.ledger (n) VALUES ({_acknowledged});"), CancellationToken.None);
                Interlocked.Increment(ref _acknowledged);
            }
        }
        catch (SqlServerException gone) when (gone.IsUnreachable)
        {
            return _acknowledged;
        }
    }
}
