namespace ChatDr.Simulator.Engine.Sessions;

/// <summary>The sessions of an instance.</summary>
internal sealed class SessionRegistry(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<short, SessionInfo> _sessions = [];

    /// <summary>The sessions by id.</summary>
    public IReadOnlyList<SessionInfo> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values];
            }
        }
    }

    /// <summary>Enters a session after its login was checked.</summary>
    public SessionInfo Open(
        string loginName, string hostName, string programName, string database, string clientAddress = "", bool isEncrypted = false)
    {
        lock (_gate)
        {
            short id = 51;
            while (_sessions.ContainsKey(id))
            {
                id++;
            }

            var session = new SessionInfo(id, time.GetUtcNow().UtcDateTime)
            {
                LoginName = loginName,
                HostName = hostName,
                ProgramName = programName,
                Database = database,
                ClientAddress = clientAddress,
                IsEncrypted = isEncrypted,
            };
            _sessions.Add(id, session);
            return session;
        }
    }

    /// <summary>Takes a session out.</summary>
    public void Close(SessionInfo session)
    {
        lock (_gate)
        {
            _sessions.Remove(session.Id);
        }
    }

    /// <summary>KILL.</summary>
    /// <exception cref="SqlErrorException">6106: there is no such session.</exception>
    public void Kill(short id)
    {
        var session = All.FirstOrDefault(session => session.Id == id)
            ?? throw new SqlErrorException(6106, 16, 1, $"Process ID {id} is not an active process ID.");
        session.Kill();
    }

    /// <summary>Kills the sessions whose database is taken away, be it the current one or that of their transaction, except one.</summary>
    public void Disconnect(string database, SessionInfo? except = null)
    {
        foreach (var session in All.Where(session => session != except && session.Uses(database)))
        {
            session.Kill();
        }
    }
}
