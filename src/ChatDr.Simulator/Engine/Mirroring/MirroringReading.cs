using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>How a session stood at one moment.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Role">The local role.</param>
/// <param name="State">The session's state.</param>
/// <param name="SeesWitness">Whether the witness was connected; null without one.</param>
/// <param name="End">The end of the local log.</param>
/// <param name="Mirrored">Up to where the mirror had the log.</param>
/// <param name="GenerationRate">KB of log a second since the reading before.</param>
/// <param name="SendRate">KB of log sent a second since the reading before.</param>
/// <param name="CaughtUpAt">The principal's time up to which the mirror has everything; null when that is not known here.</param>
internal sealed record MirroringReading(
    DateTime At, MirroringRole Role, MirroringState State, bool? SeesWitness, Lsn End, Lsn Mirrored, int GenerationRate, int SendRate, DateTime? CaughtUpAt);
