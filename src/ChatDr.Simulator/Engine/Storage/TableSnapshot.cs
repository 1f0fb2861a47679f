using System.Collections.Immutable;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>A table as it was when an <see cref="ImageSnapshot"/> was taken.</summary>
/// <param name="Definition">Its shape.</param>
/// <param name="NextRowId">The row id that the next insert gets.</param>
/// <param name="NextIdentity">The identity value that the next insert gets.</param>
/// <param name="Rows">Its rows by id.</param>
internal sealed record TableSnapshot(TableDefinition Definition, long NextRowId, long NextIdentity, ImmutableSortedDictionary<long, Row> Rows);
