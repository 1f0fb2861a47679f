using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>
/// The errors of BACKUP and RESTORE: numbers and severities of sys.messages (Microsoft Learn, "Database engine events and errors", 3000 to 4999), states where
/// they are known, texts with the same facts in our words.
/// </summary>
internal static class BackupErrors
{
    public static SqlError Terminating(string statement) => new(3013, 16, 1, $"{statement} is terminating abnormally.");

    public static SqlErrorException InTransaction() => Make(3021, 0, "BACKUP and RESTORE cannot run inside a transaction.");

    public static SqlErrorException Conflict(string option, string others) =>
        Make(3031, 1, $"Option '{option}' conflicts with '{others}'. Say only one of them.");

    public static SqlErrorException NotForMirrorOrSecondary() =>
        Make(3059, 1, "A database mirror or secondary replica does not support this kind of BACKUP or RESTORE.");

    public static SqlErrorException LogDamaged(string reason) =>
        Make(3049, 1, $"BACKUP found that the database's log is corrupt: {reason} The error log says more.");

    public static SqlErrorException InUse() => Make(3101, 1, "Exclusive access could not be obtained because the database is in use.");

    public static SqlErrorException InUseBySession(string database) =>
        Make(3102, 1, $"RESTORE cannot process database '{database}' because this session is in it. Use the master database for this statement.");

    public static SqlErrorException PartOfSession(string database, string part) => Make(
        3104, 1, $"RESTORE cannot operate on database '{database}' because it {part}. Take it out of there with ALTER DATABASE or ALTER AVAILABILITY "
            + "GROUP if you intend to restore it.");

    public static SqlErrorException NotReadyToRollForward() => Make(3117, 4, "The log or differential backup cannot be restored because no files are "
        + "ready to roll forward.");

    public static SqlErrorException NoDatabase(string database) => Make(
        3118, 1, $"The database \"{database}\" does not exist. RESTORE can only create a database from a full backup, or from a file backup of its "
            + "primary file.");

    public static SqlErrorException WrongKind(string file, string kind) => Make(3135, 2, $"The backup set in file '{file}' was made by {kind} and "
        + "cannot be used for this restore operation.");

    public static SqlErrorException Tempdb() => Make(3147, 3, "Backup and restore operations are not allowed on database tempdb.");

    public static SqlErrorException AlreadyRecovered() => Make(3153, 2, "The database is already fully recovered.");

    public static SqlErrorException OtherDatabase(string database) =>
        Make(3154, 4, $"The backup set holds a backup of a database other than the existing '{database}' database.");

    public static SqlErrorException TailNotBackedUp(string database) => Make(
        3159, 1, $"The tail of the log for the database \"{database}\" has not been backed up. Back it up with BACKUP LOG WITH NORECOVERY if it holds "
            + "work that you do not want to lose, or overwrite it: WITH REPLACE.");

    public static SqlErrorException FilesTaken(IReadOnlyList<(string Logical, string Physical, string Owner)> taken) => new(
    [
        .. taken.SelectMany(file => new SqlError[]
        {
            new(1834, 16, 1, $"The file '{file.Physical}' cannot be overwritten. It is being used by database '{file.Owner}'."),
            new(3156, 16, 4, $"File '{file.Logical}' cannot be restored to '{file.Physical}'. Name a valid place for it: WITH MOVE."),
        }),
        new(3119, 16, 1, "Planning for the RESTORE statement met problems. The messages before this one say which."),
    ]);

    public static SqlErrorException LaterServer(int version) => Make(
        3169, 1, $"The database was backed up on a server whose databases have version {version}. This server does not read it: its own have version "
            + $"{BackupHeader.CurrentDatabaseVersion}. Restore it on a server that supports the backup.");

    public static SqlErrorException ClaimedTwice(string file, string path) =>
        Make(3176, 1, $"File '{path}' is claimed by '{file}' and by another file of the database. Put one of them elsewhere: WITH MOVE.");

    public static SqlErrorException PageDamaged(string database, string reason) =>
        Make(3183, 2, $"RESTORE detected an error in the data of database \"{database}\" as read from the backup set: {reason}.");

    public static SqlErrorException NoChecksums() =>
        Make(3187, 1, "RESTORE WITH CHECKSUM cannot be said because the backup set holds no checksums.");

    public static SqlErrorException SetDamaged(string reason) => Make(3189, 1, $"Damage to the backup set was detected: {reason}.");

    /// <summary>3201 with the number of the operating system that scripts look for: the product gives Windows' numbers on Linux, too.</summary>
    public static SqlErrorException CannotOpen(string file, byte state, Exception reason) => Make(
        3201, state, $"Cannot open backup device '{file}'. Operating system error " + reason switch
        {
            FileNotFoundException => "2(The system cannot find the file specified.).",
            DirectoryNotFoundException => "3(The system cannot find the path specified.).",
            UnauthorizedAccessException => "5(Access is denied.).",
            _ => $"({reason.Message}).",
        });

    public static SqlErrorException WriteFailed(string file, string reason) => Make(3202, 1, $"Write on \"{file}\" failed: {reason}");

    public static SqlErrorException ReadFailed(string file, string reason) => Make(3203, 1, $"Read on \"{file}\" failed: {reason}");

    public static SqlErrorException Aborted() => Make(3204, 1, "The backup or restore was aborted.");

    public static SqlErrorException NotAFile(string logical, string database) =>
        Make(3234, 2, $"Logical file '{logical}' is not part of database '{database}'. RESTORE FILELISTONLY lists the logical names.");

    public static SqlErrorException NotRolledUp(string file) => Make(3256, 1, $"The backup set on device '{file}' was cut off while it was being made "
        + "and is incomplete.");

    public static SqlErrorException BadEnd(string file) => Make(
        3266, 1, $"The backup data at the end of \"{file}\" is incorrectly formatted, so nothing can be appended. RESTORE HEADERONLY and VERIFYONLY "
            + "show what is usable; BACKUP WITH FORMAT gives all of it up.");

    public static SqlErrorException NotExpired(string file, DateTime until) => Make(4030, 1, $"The medium on device '{file}' expires on "
        + $"{until:yyyy-MM-dd HH:mm:ss} and cannot be overwritten.");

    public static SqlErrorException OtherMedia(string wanted, string name, string file) =>
        Make(4037, 1, $"MEDIANAME \"{wanted}\" does not match the media name \"{name}\" of device \"{file}\".");

    public static SqlErrorException NoSuchSet(int position, string file) => Make(4038, 1, $"Cannot find file ID {position} on device '{file}'.");

    public static SqlErrorException CannotWriteFile(string database, string reason) =>
        Make(3271, 1, $"An I/O error that cannot be recovered from occurred on a file of database '{database}': {reason}");

    public static SqlErrorException LogNotAvailable(string database) => Make(3446, 1, $"The log file of database '{database}' is not available, so the "
        + "log cannot be backed up.");

    public static SqlErrorException SimpleRecovery() => Make(
        4208, 1, "The statement BACKUP LOG is not allowed while the recovery model is SIMPLE. Use BACKUP DATABASE, or change the recovery model with "
            + "ALTER DATABASE.");

    public static SqlErrorException MasterLog() => Make(4212, 1, "The log of the master database cannot be backed up. Use BACKUP DATABASE instead.");

    public static SqlErrorException NoCurrentBackup() => Make(4214, 1, "BACKUP LOG cannot be performed because there is no current database backup.");

    public static SqlErrorException TooRecent(Lsn first, Lsn redo) => Make(
        4305, 1, $"The log in this backup set begins at LSN {first}, which is too recent to apply to the database. An earlier log backup that includes "
            + $"LSN {redo} can be restored.");

    public static SqlErrorException NotFullyRestored(string file) =>
        Make(4320, 1, $"File \"{file}\" was not fully restored by a database restore. It has to be restored whole before this backup set is applied.");

    public static SqlErrorException TooEarly(Lsn last, Lsn redo) => Make(
        4326, 1, $"The log in this backup set terminates at LSN {last}, which is too early to apply to the database. A more recent log backup that "
            + $"includes LSN {redo} can be restored.");

    public static SqlErrorException OtherFork(Lsn redo, Guid mine, Guid theirs) => Make(
        4330, 1, $"This backup set cannot be applied because it is on a recovery path that is inconsistent with the database. The database is at LSN "
            + $"{redo}, on fork {mine}; the backup was taken on fork {theirs}. Restore a backup of the database's own path, or restore the database to "
            + "a point within this one.");

    public static SqlError Halted(string database) => new(
        4332, 16, 1, $"RESTORE LOG has been halted. To use the database in its current state, run RESTORE DATABASE {database} WITH RECOVERY.");

    public static SqlErrorException LogNotRestored() => Make(4333, 1, "The database cannot be recovered because the log was not restored.");

    /// <summary>What is wrong with a file as an error.</summary>
    /// <param name="file">As T-SQL named it.</param>
    /// <param name="broken">What the reader found.</param>
    /// <param name="damaged">What damage to the content means for the statement: 3183, 3189.</param>
    public static SqlErrorException Of(string file, BackupFormatException broken, Func<string, SqlErrorException> damaged) => broken.Fault switch
    {
        BackupFault.Empty => Make(3254, 1, $"The volume on device '{file}' is empty."),
        BackupFault.NotABackup => Make(3241, 0, $"The media family on device '{file}' is incorrectly formed: {broken.Message}. It cannot be processed."),
        BackupFault.OtherVersion => Make(
            3243, 1, $"The media family on device '{file}' was made in version {broken.Message} of the format. This server supports version "
                + $"{BackupFrame.MajorVersion}.{BackupFrame.MinorVersion}."),
        BackupFault.BadSet => Make(3242, 2, $"The file on device '{file}' holds no valid backup set: {broken.Message}."),
        BackupFault.Incomplete => NotRolledUp(file),
        BackupFault.Truncated => ReadFailed(file, $"38(Reached the end of the file.): {broken.Message}."),
        BackupFault.Damaged => damaged(broken.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(broken), broken.Fault, "Unknown fault."),
    };

    private static SqlErrorException Make(int number, byte state, string message) => new(number, 16, state, message);
}
