using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>What a database's log says, applied up to <see cref="RedoLsn"/>. Deterministic: the same log gives the same image on every copy.</summary>
internal sealed class DatabaseImage
{
    private readonly Dictionary<int, Table> _tables = [];
    private readonly Dictionary<string, DatabaseUser> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Branch> _branches = [];

    /// <summary>The next record to apply.</summary>
    public required Lsn RedoLsn { get; set; }

    /// <summary>family_guid.</summary>
    public required Guid FamilyGuid { get; init; }

    /// <summary>When the database was first created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>SET RECOVERY.</summary>
    public RecoveryModel RecoveryModel { get; private set; } = RecoveryModel.Full;

    /// <summary>The other options.</summary>
    public DatabaseOptions Options { get; private set; } = new();

    /// <summary>Where the next log backup starts; null while there is no full backup to build on (4214).</summary>
    public Lsn? LastLogBackupLsn { get; private set; }

    /// <summary>Whether a log backup was taken since the log chain began; until then the next one begins it (BeginsLogChain).</summary>
    public bool HasLogBackup { get; private set; }

    /// <summary>The checkpoint of the last full backup; null for none.</summary>
    public Lsn? DatabaseBackupLsn { get; private set; }

    /// <summary>The last commit applied, UTC; null for none.</summary>
    public DateTime? LastCommitTime { get; private set; }

    /// <summary>The last commit applied.</summary>
    public Lsn LastCommitLsn { get; private set; }

    /// <summary>The way of the log.</summary>
    public IReadOnlyList<Branch> Branches => _branches;

    /// <summary>recovery_fork_guid: the latest recovery fork.</summary>
    public Branch RecoveryFork => _branches.Last(branch => branch.IsRecoveryFork);

    /// <summary>The recovery fork before the latest; null for none.</summary>
    public Branch? PreviousRecoveryFork => _branches.Where(branch => branch.IsRecoveryFork).SkipLast(1).LastOrDefault();

    /// <summary>The tables by object id.</summary>
    public IReadOnlyDictionary<int, Table> Tables => _tables;

    /// <summary>The users by name.</summary>
    public IReadOnlyDictionary<string, DatabaseUser> Users => _users;

    /// <summary>Stands in for an image of which nothing is known.</summary>
    public static DatabaseImage Unknown() => Placeholder(Guid.Empty, DateTime.UnixEpoch, [new Branch(Guid.Empty, Lsn.First, true)]);

    /// <summary>An image of nothing: of a database whose restore has not come to its end.</summary>
    public static DatabaseImage Placeholder(Guid family, DateTime created, IReadOnlyList<Branch> branches)
    {
        var image = new DatabaseImage { RedoLsn = Lsn.First, FamilyGuid = family, Created = created };
        image._branches.AddRange(branches);
        return image;
    }

    /// <summary>Applies the record at <see cref="RedoLsn"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="stateOnly">Whether to leave out what changes tables and users.</param>
    public void Apply(LogRecord record, bool stateOnly = false)
    {
        if (record.Lsn != RedoLsn)
        {
            throw new LogFormatException($"Log record {record.Lsn} cannot be redone at {RedoLsn}.");
        }

        switch (LogEntryCodec.Decode(record.Payload))
        {
            case TransactionEntry transaction:
                foreach (var change in transaction.Changes.Where(change => !stateOnly || change is SetRecovery or SetOptions))
                {
                    Apply(change);
                }

                (LastCommitTime, LastCommitLsn) = (transaction.At, record.Lsn);
                break;
            case BranchEntry { Branch: var branch }:
                _branches.Add(branch);
                break;
            case BackupEntry { Log: true } backup:
                (LastLogBackupLsn, HasLogBackup) = (backup.At, true);
                break;
            case BackupEntry backup:
                DatabaseBackupLsn = backup.At;
                LastLogBackupLsn = RecoveryModel == RecoveryModel.Simple ? null : LastLogBackupLsn ?? backup.At;
                break;
            case CheckpointEntry:
                break;
            case var entry:
                throw new LogFormatException($"{entry.GetType().Name} cannot be redone.");
        }

        RedoLsn = record.Next;
    }

    /// <summary>The image as it is now: tables share their rows with it, so taking it costs next to nothing and it does not change any more.</summary>
    public ImageSnapshot Snapshot() => new()
    {
        RedoLsn = RedoLsn,
        FamilyGuid = FamilyGuid,
        Created = Created,
        RecoveryModel = RecoveryModel,
        Options = Options,
        LastLogBackupLsn = LastLogBackupLsn,
        HasLogBackup = HasLogBackup,
        DatabaseBackupLsn = DatabaseBackupLsn,
        LastCommitTime = LastCommitTime,
        LastCommitLsn = LastCommitLsn,
        Branches = [.. _branches],
        Users = [.. _users.Values],
        Tables = [.. _tables.Values.Select(table => new TableSnapshot(table.Definition, table.NextRowId, table.NextIdentity, table.Rows))],
    };

    /// <summary>Reads what <see cref="ImageSnapshot.Write"/> wrote.</summary>
    /// <exception cref="LogFormatException">It is damaged.</exception>
    public static DatabaseImage Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or ArgumentException or FormatException)
        {
            throw new LogFormatException("The checkpoint image of the database is damaged.");
        }
    }

    private static DatabaseImage Read(BinaryReader reader)
    {
        var image = new DatabaseImage
        {
            RedoLsn = new Lsn(reader.ReadUInt64()),
            FamilyGuid = new Guid(reader.ReadBytes(16)),
            Created = new DateTime(reader.ReadInt64(), DateTimeKind.Utc),
        };
        image.RecoveryModel = (RecoveryModel)reader.ReadByte();
        image.Options = JsonSerializer.Deserialize<DatabaseOptions>(reader.ReadString()) ?? new();
        image.LastLogBackupLsn = reader.ReadUInt64() is > 0 and var log ? new Lsn(log) : null;
        image.HasLogBackup = reader.ReadBoolean();
        image.DatabaseBackupLsn = reader.ReadUInt64() is > 0 and var full ? new Lsn(full) : null;
        image.LastCommitTime = reader.ReadInt64() is > 0 and var ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;
        image.LastCommitLsn = new Lsn(reader.ReadUInt64());
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            image._branches.Add(LogEntryCodec.ReadBranch(reader));
        }

        foreach (var user in JsonSerializer.Deserialize<List<DatabaseUser>>(reader.ReadString()) ?? [])
        {
            image._users[user.Name] = user;
        }

        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            image.ReadTable(reader);
        }

        return image;
    }

    private void ReadTable(BinaryReader reader)
    {
        var table = new Table(JsonSerializer.Deserialize<TableDefinition>(reader.ReadString()) ?? throw new LogFormatException("A table without definition."));
        var (nextRowId, nextIdentity) = (reader.ReadInt64(), reader.ReadInt64());
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            table.Put(new Row(reader.ReadInt64(), ValueCodec.ReadRow(reader)));
        }

        table.RestoreCounters(nextRowId, nextIdentity);
        _tables[table.Definition.ObjectId] = table;
    }

    /// <summary>Redoes a change. What comes after the end of its table went with the table.</summary>
    private void Apply(Change change)
    {
        switch (change)
        {
            case PutRow put: _tables.GetValueOrDefault(put.Table)?.Put(put.Row); break;
            case DeleteRow delete: _tables.GetValueOrDefault(delete.Table)?.Remove(delete.RowId); break;
            case CreateTable create: _tables[create.Definition.ObjectId] = new Table(create.Definition); break;
            case AlterTable alter: _tables.GetValueOrDefault(alter.Definition.ObjectId)?.Change(alter.Definition); break;
            case DropTable drop: _tables.Remove(drop.Table); break;
            case TruncateTable truncate: _tables.GetValueOrDefault(truncate.Table)?.Truncate(); break;
            case PutUser put: _users[put.User.Name] = put.User; break;
            case DropUser drop: _users.Remove(drop.Name); break;
            case SetOptions set: Options = set.Options; break;
            case SetRecovery set:
                RecoveryModel = set.Model;
                (LastLogBackupLsn, HasLogBackup) = set.Model == RecoveryModel.Simple ? (null, false) : (LastLogBackupLsn, HasLogBackup);
                break;
            default: throw new LogFormatException($"{change.GetType().Name} cannot be redone.");
        }
    }
}
