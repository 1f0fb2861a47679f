namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Where a database's log took a direction of its own: at its birth, at a recovery after a restore, and at each change of the primary.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Start">The first LSN on it.</param>
/// <param name="IsRecoveryFork">Whether it is a recovery fork that backup headers show; a failover without loss is none
/// (docs/sql-server-facts.md C4, C7).</param>
internal sealed record Branch(Guid Id, Lsn Start, bool IsRecoveryFork);
