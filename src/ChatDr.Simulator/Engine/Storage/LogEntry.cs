using System.Text.Json.Serialization;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// What a log record says. The log is redo-only: a transaction is one record, written whole when it commits, so a log never holds half a
/// transaction, recovery has nothing to undo, and a rollback writes nothing.
/// </summary>
internal abstract record LogEntry;

/// <summary>A committed transaction.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Changes">What it did, in order.</param>
internal sealed record TransactionEntry(DateTime At, IReadOnlyList<Change> Changes) : LogEntry;

/// <summary>The log takes a direction of its own from this record on.</summary>
internal sealed record BranchEntry(Branch Branch) : LogEntry;

/// <summary>A backup was taken: <paramref name="Log"/> up to <paramref name="At"/>, or a full one that covers <paramref name="At"/>.</summary>
internal sealed record BackupEntry(bool Log, Lsn At) : LogEntry;

/// <summary>
/// A checkpoint: changes nothing. A full backup begins with one, and a copy-only backup ends with one, so that the log that follows goes beyond it.
/// </summary>
internal sealed record CheckpointEntry : LogEntry;

/// <summary>A change to a database.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(CreateTable), "t+")]
[JsonDerivedType(typeof(AlterTable), "t*")]
[JsonDerivedType(typeof(DropTable), "t-")]
[JsonDerivedType(typeof(TruncateTable), "t0")]
[JsonDerivedType(typeof(PutUser), "u+")]
[JsonDerivedType(typeof(DropUser), "u-")]
[JsonDerivedType(typeof(SetRecovery), "r")]
[JsonDerivedType(typeof(SetOptions), "o")]
internal abstract record Change;

/// <summary>A row inserted or replaced.</summary>
internal sealed record PutRow(int Table, Row Row) : Change;

/// <summary>A row deleted.</summary>
internal sealed record DeleteRow(int Table, long RowId) : Change;

/// <summary>CREATE TABLE.</summary>
internal sealed record CreateTable(TableDefinition Definition) : Change;

/// <summary>A table's definition replaced: an index came or went.</summary>
internal sealed record AlterTable(TableDefinition Definition) : Change;

/// <summary>DROP TABLE.</summary>
internal sealed record DropTable(int Table) : Change;

/// <summary>TRUNCATE TABLE.</summary>
internal sealed record TruncateTable(int Table) : Change;

/// <summary>CREATE or ALTER USER, role membership.</summary>
internal sealed record PutUser(DatabaseUser User) : Change;

/// <summary>DROP USER.</summary>
internal sealed record DropUser(string Name) : Change;

/// <summary>SET RECOVERY.</summary>
internal sealed record SetRecovery(RecoveryModel Model) : Change;

/// <summary>SET of other options.</summary>
internal sealed record SetOptions(DatabaseOptions Options) : Change;
