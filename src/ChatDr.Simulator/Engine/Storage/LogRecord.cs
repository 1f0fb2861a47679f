namespace ChatDr.Simulator.Engine.Storage;

/// <summary>One record of a database's log.</summary>
/// <param name="Lsn">Its number.</param>
/// <param name="Payload">Its content, see <see cref="LogEntry"/>.</param>
internal readonly record struct LogRecord(Lsn Lsn, byte[] Payload)
{
    /// <summary>The number of the record after it.</summary>
    public Lsn Next => Lsn.After(Payload.Length);
}
