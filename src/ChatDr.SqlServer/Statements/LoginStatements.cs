namespace ChatDr.SqlServer.Statements;

/// <summary>Statements about logins and their sessions.</summary>
public static class LoginStatements
{
    /// <summary>What stands for a secret in logs.</summary>
    internal const string Masked = "N'***'";

    /// <summary>Whether the login exists: <c>sid, is_disabled</c>; no row when it does not.</summary>
    public static SqlStatement Find(string login) =>
        new($"SELECT sid, is_disabled FROM sys.server_principals WHERE name = {SqlQuote.Text(login)};") { IsIdempotent = true };

    /// <summary>Creates a login with a given SID, so that the users of a restored or mirrored database stay bound to it.</summary>
    /// <exception cref="ArgumentException">The SID has not 16 bytes.</exception>
    public static SqlStatement Create(string login, string password, ReadOnlySpan<byte> sid)
    {
        if (sid.Length != 16)
        {
            throw new ArgumentException($"The SID of a SQL login has 16 bytes, not {sid.Length}.", nameof(sid));
        }

        var binary = SqlQuote.Binary(sid);
        string Text(string secret) => $"CREATE LOGIN {SqlQuote.Name(login)} WITH PASSWORD = {secret}, SID = {binary}, CHECK_POLICY = OFF;";
        return new SqlStatement(Text(SqlQuote.Text(password))) { Display = Text(Masked) };
    }

    /// <summary>Creates a login whose SID does not matter: one that a partner's certificate maps to.</summary>
    public static SqlStatement Create(string login, string password)
    {
        string Text(string secret) => $"CREATE LOGIN {SqlQuote.Name(login)} WITH PASSWORD = {secret};";
        return new SqlStatement(Text(SqlQuote.Text(password))) { Display = Text(Masked) };
    }

    /// <summary>Drops a login. Fails with 15434 while it is connected.</summary>
    public static SqlStatement Drop(string login) => new($"DROP LOGIN {SqlQuote.Name(login)};");

    /// <summary>Keeps the login out. Sessions that are open stay: end them too.</summary>
    public static SqlStatement Disable(string login) => new($"ALTER LOGIN {SqlQuote.Name(login)} DISABLE;") { IsIdempotent = true };

    /// <summary>Lets the login in again.</summary>
    public static SqlStatement Enable(string login) => new($"ALTER LOGIN {SqlQuote.Name(login)} ENABLE;") { IsIdempotent = true };

    /// <summary>The open sessions of a login: <c>session_id</c>.</summary>
    public static SqlStatement Sessions(string login) =>
        new($"SELECT session_id FROM sys.dm_exec_sessions WHERE login_name = {SqlQuote.Text(login)};") { IsIdempotent = true };

    /// <summary>
    /// The open sessions of clients in a database, except this one: <c>session_id, login_name</c>.
    /// </summary>
    public static SqlStatement SessionsIn(string database) =>
        new(
            $"SELECT session_id, login_name FROM sys.dm_exec_sessions WHERE database_id = DB_ID({SqlQuote.Text(database)}) AND is_user_process = 1 "
                + "AND session_id <> @@SPID;")
        {
            IsIdempotent = true,
        };

    /// <summary>Ends a session. 6106 says it has ended by itself.</summary>
    public static SqlStatement Kill(int sessionId) => new($"KILL {sessionId};");
}
