namespace ChatDr.SqlServer.Statements;

/// <summary>BACKUP and RESTORE. Paths are as the server sees them.</summary>
public static class BackupStatements
{
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan LogTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMinutes(2);

    /// <summary>A full backup.</summary>
    public static SqlStatement BackupDatabase(string database, string path, BackupOptions options) =>
        new($"BACKUP DATABASE {SqlQuote.Name(database)} TO DISK = {SqlQuote.Text(path)} WITH {With(options with { NoRecovery = false })};")
        {
            Timeout = DatabaseTimeout,
            IsIdempotent = true,
        };

    /// <summary>A log backup; with <see cref="BackupOptions.NoRecovery"/> the tail.</summary>
    public static SqlStatement BackupLog(string database, string path, BackupOptions options) =>
        new($"BACKUP LOG {SqlQuote.Name(database)} TO DISK = {SqlQuote.Text(path)} WITH {With(options with { CopyOnly = false })};") { Timeout = LogTimeout };

    /// <summary>Restores a full backup and leaves the database RESTORING, ready for logs.</summary>
    /// <param name="database">The database.</param>
    /// <param name="path">The backup.</param>
    /// <param name="replace">Overwrite a database of that name. Only for a copy that is proven stale and whose tail was saved (invariant S3).</param>
    public static SqlStatement RestoreDatabase(string database, string path, bool replace = false) =>
        new($"RESTORE DATABASE {SqlQuote.Name(database)} FROM DISK = {SqlQuote.Text(path)} WITH NORECOVERY, CHECKSUM{(replace ? ", REPLACE" : "")};")
        {
            Timeout = DatabaseTimeout,
        };

    /// <summary>
    /// Applies a log backup and leaves the database RESTORING. One that was applied before fails with 4326, a gap with 4305, a fork with 4330.
    /// </summary>
    public static SqlStatement RestoreLog(string database, string path) =>
        new($"RESTORE LOG {SqlQuote.Name(database)} FROM DISK = {SqlQuote.Text(path)} WITH NORECOVERY, CHECKSUM;") { Timeout = LogTimeout };

    /// <summary>Brings a RESTORING database online. It takes no more logs afterwards.</summary>
    public static SqlStatement RecoverDatabase(string database) =>
        new($"RESTORE DATABASE {SqlQuote.Name(database)} WITH RECOVERY;") { Timeout = LogTimeout };

    /// <summary>The headers of the backup sets in a file.</summary>
    public static SqlStatement HeaderOnly(string path) => Read("HEADERONLY", path);

    /// <summary>The database files in a backup set.</summary>
    public static SqlStatement FileListOnly(string path) => Read("FILELISTONLY", path);

    /// <summary>Checks that a backup is complete and readable.</summary>
    public static SqlStatement VerifyOnly(string path) =>
        new($"RESTORE VERIFYONLY FROM DISK = {SqlQuote.Text(path)} WITH CHECKSUM;") { Timeout = LogTimeout, IsIdempotent = true };

    private static SqlStatement Read(string what, string path) =>
        new($"RESTORE {what} FROM DISK = {SqlQuote.Text(path)};") { Timeout = ReadTimeout, IsIdempotent = true };

    private static string With(BackupOptions options)
    {
        List<string> with = ["INIT", "CHECKSUM"];
        if (options.CopyOnly)
        {
            with.Add("COPY_ONLY");
        }

        if (options.Compression is { } compression)
        {
            with.Add(compression ? "COMPRESSION" : "NO_COMPRESSION");
        }

        if (options.NoRecovery)
        {
            with.Add("NORECOVERY");
        }

        return string.Join(", ", with);
    }
}
