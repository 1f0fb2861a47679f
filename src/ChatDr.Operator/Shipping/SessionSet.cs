using ChatDr.SqlServer.Sessions;

namespace ChatDr.Operator.Shipping;

/// <summary>Sessions that end together.</summary>
internal sealed class SessionSet : IAsyncDisposable
{
    private readonly List<ISqlSession> _open = [];

    /// <summary>Those that are open, in the order in which they were added.</summary>
    public IReadOnlyList<ISqlSession> Open => _open;

    /// <summary>Adds a session; null for an instance that does not answer.</summary>
    public void Add(ISqlSession? session)
    {
        if (session is not null)
        {
            _open.Add(session);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var session in _open)
        {
            await session.DisposeAsync();
        }
    }
}
