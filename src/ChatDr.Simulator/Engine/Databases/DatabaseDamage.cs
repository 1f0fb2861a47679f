namespace ChatDr.Simulator.Engine.Databases;

/// <summary>Why a database cannot be used, found at its recovery or when its log could not be written.</summary>
/// <param name="Status">SUSPECT when its files are damaged, RECOVERY_PENDING when they cannot be reached.</param>
/// <param name="Errors">What the error log says of it.</param>
internal sealed record DatabaseDamage(DatabaseStatus Status, IReadOnlyList<SqlError> Errors)
{
    /// <summary>824: a page, here the image, is not what was written.</summary>
    public static DatabaseDamage Page(string path, string reason) =>
        Suspect(new(824, 24, 2, $"A logical consistency-based I/O error was detected: incorrect checksum in file '{path}'. {reason}"));

    /// <summary>9004: the log cannot be processed.</summary>
    public static DatabaseDamage Log(string database, string reason) =>
        Suspect(new(9004, 21, 1,
            $"An error occurred while processing the log for database '{database}': {reason} Restore from backup, "
                + "or back up the tail WITH NO_TRUNCATE first."));

    /// <summary>9003: image and log do not belong together.</summary>
    public static DatabaseDamage LogScan(string database, string reason) =>
        Suspect(new(9003, 20, 1, $"The log scan number for database '{database}' is not valid: {reason} The log file may not match the data file."));

    /// <summary>17204: a file is missing or cannot be opened.</summary>
    public static DatabaseDamage Missing(string path, string reason) =>
        new(DatabaseStatus.RecoveryPending, [new(17204, 16, 1, $"FCB::Open failed: could not open file '{path}'. {reason}")]);

    /// <summary>9001: the log could not be written, nor the failed write taken back, so what is in it is known only after a restart.</summary>
    public static DatabaseDamage LogNotAvailable(string database) =>
        new(
            DatabaseStatus.RecoveryPending,
            [new(
                9001, 21, 4, $"The log for database '{database}' is not available. Resolve the errors in the error log and bring the database online again.")]);

    private static DatabaseDamage Suspect(SqlError error) => new(DatabaseStatus.Suspect, [error]);
}
