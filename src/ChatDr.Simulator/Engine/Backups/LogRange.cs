using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>Log from one LSN up to, and without, another.</summary>
internal readonly record struct LogRange(Lsn From, Lsn To);
