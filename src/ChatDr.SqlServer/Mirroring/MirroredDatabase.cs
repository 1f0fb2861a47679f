namespace ChatDr.SqlServer.Mirroring;

/// <summary>A database of the group, for reports.</summary>
/// <param name="Name">The database's name.</param>
/// <param name="State">How far its mirror is.</param>
/// <param name="SendQueue">Kilobytes of log that the mirror has not received.</param>
/// <param name="RedoQueue">Kilobytes of log that the mirror has not redone.</param>
public sealed record MirroredDatabase(string Name, MirroringState State, long? SendQueue, long? RedoQueue);
