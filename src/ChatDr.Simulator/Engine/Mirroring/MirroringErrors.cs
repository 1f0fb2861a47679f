namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>
/// The refusals of database mirroring (docs/sql-server-facts.md B6; Microsoft Learn, "Database engine events and errors 1000 to 1999"): the
/// product's numbers and facts in our own words.
/// </summary>
internal static class MirroringErrors
{
    public static SqlErrorException MirrorBusy(string database) =>
        Error(1404, $"The mirror of database '{database}' is busy with another command. Issue the command again later.");

    public static SqlErrorException AlreadyEnabled(string database) => Error(1405, $"Database '{database}' is enabled for database mirroring already.");

    public static SqlErrorException StartFailed(string database) =>
        Error(1413, $"The connection to the remote server instance broke before mirroring of database '{database}' had fully started. Issue the "
            + "command again when the remote copy is there.");

    public static SqlErrorException NotMirrored(string database) => Error(1416, $"Database '{database}' is not configured for database mirroring.");

    public static SqlErrorException Unreachable(string address, string reason) =>
        Error(1418, $"The server network address '{address}' cannot be reached or does not exist: {reason}. Check the name and that the ports and "
            + "endpoints of both instances work.");

    public static SqlErrorException TimedOut(string database) =>
        Error(1421, $"The remote server instance did not complete the command on database '{database}' in time. It may not be complete: look at the "
            + "session, and issue the command again.");

    public static SqlErrorException NotCaughtUp(string database) =>
        Error(1422, $"The mirror of database '{database}' does not have the recent changes: it cannot become principal without loss.");

    public static SqlErrorException NotThreeWay(string database) =>
        Error(1426, $"A witness for database '{database}' can be set only while all three server instances are connected to each other and the mirror "
            + "has caught up.");

    public static SqlErrorException NotAWitness(string address, string reason) =>
        Error(1427, $"The server instance '{address}' cannot act as the witness: {reason}.");

    public static SqlErrorException WitnessNotDistinct() => Error(1429, "The witness has to be a server instance other than both failover partners.");

    public static SqlErrorException NobodyAvailable(string database) =>
        Error(1431, $"Neither the partner nor the witness of database '{database}' is connected. Issue the command again when one of them is.");

    public static SqlErrorException NoWitness(string database) => Error(1439, $"No witness is set for database '{database}'.");

    public static SqlErrorException PartnersNotConnected(string database) =>
        Error(1447, $"The command on database '{database}' needs both partners up and connected. Start the partner, then issue the command again.");

    public static SqlErrorException InvalidAddress(string address) =>
        Error(1449, $"'{address}' is not a server network address: TCP://<host>:<port> is expected.");

    public static SqlErrorException PartnerNotDistinct() => Error(1452, "The partner has to be a server instance other than this one.");

    public static SqlErrorException CannotForce(string database) =>
        Error(1455, $"Service cannot be forced for database '{database}': it is not in a state in which it may become principal.");

    public static SqlErrorException WitnessUnreachable(string address, string reason) =>
        Error(1456, $"The command could not be sent to the remote server instance '{address}': {reason}. The configuration is unchanged. Check that "
            + "it is connected, and try again.");

    public static SqlErrorException RedoFailed(string database) =>
        Error(1462, $"Mirroring of database '{database}' is stopped because redo failed on the mirror. It cannot be resumed.");

    public static SqlErrorException Edition(string edition) =>
        Error(1463, $"Database mirroring is not available in the edition of this server instance ({edition}).");

    public static SqlErrorException NotFullRecovery(string database) =>
        Error(1465, $"Database '{database}' is not in the full recovery model, which mirroring requires.");

    public static SqlErrorException NotUsable(string database, string state) =>
        Error(1467, $"Database '{database}' is in the {state} state, which excludes mirroring.");

    public static SqlErrorException PrincipalOnly(string database) =>
        Error(1470, $"This setting of the session of database '{database}' can be changed on the principal only.");

    public static SqlErrorException SafetyOfEdition(string edition) =>
        Error(1473, $"The edition of this server instance ({edition}) does not allow another safety level than FULL.");

    public static SqlErrorException NotBackedUp(string database) =>
        Error(1475, $"Database '{database}' may hold changes that no log backup has: its log chain is broken. Take a backup, then a log backup, and "
            + "restore them on the mirror.");

    public static SqlErrorException TimeoutRange() => Error(1476, "The PARTNER TIMEOUT is out of range: 5 to 32767 seconds.");

    public static SqlErrorException SafetyNotFull(string database) => Error(1477, $"Manual failover of database '{database}' needs SAFETY FULL.");

    /// <summary>An option that rules mirroring out, on one of the instances.</summary>
    public static SqlErrorException Unsuitable(int number, string database) => Error(number, number switch
    {
        1466 => $"Database '{database}' is read-only on one of the server instances, which database mirroring does not support. "
            + "Set it READ_WRITE and try again.",
        1469 => $"Database mirroring cannot be enabled for database '{database}': AUTO_CLOSE is ON on one of the server instances.",
        1488 => $"Database '{database}' is in single-user mode on one of the server instances, which database mirroring does not support.",
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "Not the number of an option."),
    });

    /// <summary>What a remote instance found about its own copy.</summary>
    public static SqlErrorException Remote(int number, string database, string reason) => number switch
    {
        1408 => Error(1408, $"The remote copy of database '{database}' is not recovered far enough: the log that follows on it is no longer kept "
            + "here. Restore the later log backups there first."),
        1410 => Error(1410, $"The remote copy of database '{database}' is enabled for database mirroring already."),
        1412 => Error(1412, $"The remote copy of database '{database}' stands at a point that is not in the log of the local copy: {reason}."),
        1416 => NotMirrored(database),
        1419 => Error(1419, $"The remote copy of database '{database}' cannot be opened. Check that it is in the restoring state."),
        1448 => Error(1448, $"There is no remote copy of database '{database}'. Check the name, then issue the command again."),
        1452 => PartnerNotDistinct(),
        1460 => Error(1460, $"Database '{database}' is configured for database mirroring on the remote server already. Remove that session first."),
        1463 => Error(1463, $"Database mirroring of '{database}' is not available: {reason}."),
        1464 => Error(1464, $"Database '{database}' on the remote server is not in the restoring state: restore it WITH NORECOVERY."),
        1466 or 1469 or 1488 => Unsuitable(number, database),
        1478 => Error(1478, $"The mirror copy of database '{database}' does not have enough log to preserve the chain of log backups of the "
            + "principal. Take a log backup of the principal, and restore it on the mirror."),
        _ => Unreachable(database, reason),
    };

    private static SqlErrorException Error(int number, string text) => new(number, 16, 1, text);
}
