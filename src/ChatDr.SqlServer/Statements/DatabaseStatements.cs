namespace ChatDr.SqlServer.Statements;

/// <summary>Statements about whole databases.</summary>
public static class DatabaseStatements
{
    /// <summary>Creates an empty database.</summary>
    public static SqlStatement Create(string database) => new($"CREATE DATABASE {SqlQuote.Name(database)};") { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Drops a database. Only a copy that is proven stale and whose tail was saved (invariant S3).</summary>
    public static SqlStatement Drop(string database) => new($"DROP DATABASE {SqlQuote.Name(database)};") { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>The recovery model that mirroring and log shipping need.</summary>
    public static SqlStatement SetRecoveryFull(string database) => new($"ALTER DATABASE {SqlQuote.Name(database)} SET RECOVERY FULL;") { IsIdempotent = true };

    /// <summary>
    /// The user databases: <c>name, state_desc, recovery_model_desc, replica_id, redo_start_lsn</c>. <c>redo_start_lsn</c> is where the next log must begin
    /// (numeric(25,0)); NULL unless the database is RESTORING.
    /// </summary>
    public static SqlStatement List() =>
        new("""
            SELECT d.name, d.state_desc, d.recovery_model_desc, d.replica_id, f.redo_start_lsn
            FROM sys.databases AS d LEFT JOIN sys.master_files AS f ON f.database_id = d.database_id AND f.file_id = 1
            WHERE d.database_id > 4;
            """)
        {
            IsIdempotent = true,
        };

    /// <summary>In the database: makes the user of <paramref name="login"/> with the rights to own the schema.</summary>
    public static SqlStatement EnsureOwner(string login) =>
        new($"IF DATABASE_PRINCIPAL_ID({SqlQuote.Text(login)}) IS NULL CREATE USER {SqlQuote.Name(login)} FOR LOGIN {SqlQuote.Name(login)}; "
            + $"ALTER ROLE [db_owner] ADD MEMBER {SqlQuote.Name(login)};")
        {
            IsIdempotent = true,
        };
}
