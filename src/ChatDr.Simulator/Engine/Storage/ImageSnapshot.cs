using System.Text;
using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>A database image that stands still, to be written without holding the database's lock: a checkpoint, a full backup, a seed.</summary>
internal sealed record ImageSnapshot
{
    /// <summary>The next record to apply.</summary>
    public required Lsn RedoLsn { get; init; }

    /// <summary>family_guid.</summary>
    public required Guid FamilyGuid { get; init; }

    /// <summary>When the database was first created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>SET RECOVERY.</summary>
    public required RecoveryModel RecoveryModel { get; init; }

    /// <summary>The other options.</summary>
    public DatabaseOptions Options { get; init; } = new();

    /// <summary>Where the next log backup starts; null for none.</summary>
    public Lsn? LastLogBackupLsn { get; init; }

    /// <summary>Whether a log backup was taken since the log chain began.</summary>
    public bool HasLogBackup { get; init; }

    /// <summary>The checkpoint of the last full backup; null for none.</summary>
    public Lsn? DatabaseBackupLsn { get; init; }

    /// <summary>The last commit applied, UTC; null for none.</summary>
    public DateTime? LastCommitTime { get; init; }

    /// <summary>The last commit applied.</summary>
    public Lsn LastCommitLsn { get; init; }

    /// <summary>The way of the log.</summary>
    public required IReadOnlyList<Branch> Branches { get; init; }

    /// <summary>The users.</summary>
    public required IReadOnlyList<DatabaseUser> Users { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<TableSnapshot> Tables { get; init; }

    /// <summary>How many rows it has.</summary>
    public long RowCount => Tables.Sum(table => (long)table.Rows.Count);

    /// <summary>Writes it row by row, for <see cref="DatabaseImage.Read(Stream)"/>.</summary>
    /// <param name="stream">Where to; buffered by the caller.</param>
    /// <param name="rowWritten">Called after each row.</param>
    public void Write(Stream stream, Action? rowWritten = null)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(RedoLsn.Packed);
        writer.Write(FamilyGuid.ToByteArray());
        writer.Write(Created.Ticks);
        writer.Write((byte)RecoveryModel);
        writer.Write(JsonSerializer.Serialize(Options));
        writer.Write(LastLogBackupLsn?.Packed ?? 0);
        writer.Write(HasLogBackup);
        writer.Write(DatabaseBackupLsn?.Packed ?? 0);
        writer.Write(LastCommitTime?.Ticks ?? 0);
        writer.Write(LastCommitLsn.Packed);
        writer.Write7BitEncodedInt(Branches.Count);
        foreach (var branch in Branches)
        {
            LogEntryCodec.WriteBranch(writer, branch);
        }

        writer.Write(JsonSerializer.Serialize(Users));
        writer.Write7BitEncodedInt(Tables.Count);
        foreach (var table in Tables)
        {
            Write(writer, table, rowWritten);
        }
    }

    private static void Write(BinaryWriter writer, TableSnapshot table, Action? rowWritten)
    {
        writer.Write(JsonSerializer.Serialize(table.Definition));
        writer.Write(table.NextRowId);
        writer.Write(table.NextIdentity);
        writer.Write(table.Rows.Count);
        foreach (var row in table.Rows.Values)
        {
            writer.Write(row.Id);
            ValueCodec.WriteRow(writer, row.Values);
            rowWritten?.Invoke();
        }
    }
}
