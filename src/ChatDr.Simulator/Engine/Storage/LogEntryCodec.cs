using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Log entries as bytes. Rows are binary; the rarer changes are JSON.</summary>
internal static class LogEntryCodec
{
    private const byte Transaction = 1;
    private const byte BranchStart = 2;
    private const byte Backup = 3;
    private const byte Checkpoint = 4;
    private const byte Put = 1;
    private const byte Delete = 2;
    private const byte Other = 3;

    public static byte[] Encode(LogEntry entry)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        switch (entry)
        {
            case TransactionEntry transaction:
                writer.Write(Transaction);
                writer.Write(transaction.At.Ticks);
                writer.Write7BitEncodedInt(transaction.Changes.Count);
                foreach (var change in transaction.Changes)
                {
                    Write(writer, change);
                }

                break;
            case BranchEntry { Branch: var branch }:
                writer.Write(BranchStart);
                WriteBranch(writer, branch);
                break;
            case BackupEntry backup:
                writer.Write(Backup);
                writer.Write(backup.Log);
                writer.Write(backup.At.Packed);
                break;
            case CheckpointEntry:
                writer.Write(Checkpoint);
                break;
            default:
                throw new ArgumentException($"{entry.GetType().Name} is no log entry.", nameof(entry));
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>About how many bytes a change of a row takes in a log record.</summary>
    public static long Estimate(Change change) => change is PutRow put
        ? put.Row.Values.Sum(value => value switch { string text => text.Length + 3L, byte[] bytes => bytes.Length + 5L, _ => 9L }) + 16
        : 16;

    public static LogEntry Decode(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload, writable: false));
        switch (reader.ReadByte())
        {
            case Transaction:
                var at = new DateTime(reader.ReadInt64(), DateTimeKind.Utc);
                var changes = new Change[reader.Read7BitEncodedInt()];
                for (var i = 0; i < changes.Length; i++)
                {
                    changes[i] = ReadChange(reader);
                }

                return new TransactionEntry(at, changes);
            case BranchStart:
                return new BranchEntry(ReadBranch(reader));
            case Backup:
                return new BackupEntry(reader.ReadBoolean(), new Lsn(reader.ReadUInt64()));
            case Checkpoint:
                return new CheckpointEntry();
            case var kind:
                throw new LogFormatException($"Unknown log record kind {kind}.");
        }
    }

    public static void WriteBranch(BinaryWriter writer, Branch branch)
    {
        writer.Write(branch.Id.ToByteArray());
        writer.Write(branch.Start.Packed);
        writer.Write(branch.IsRecoveryFork);
    }

    public static Branch ReadBranch(BinaryReader reader) => new(new Guid(reader.ReadBytes(16)), new Lsn(reader.ReadUInt64()), reader.ReadBoolean());

    private static void Write(BinaryWriter writer, Change change)
    {
        switch (change)
        {
            case PutRow put:
                writer.Write(Put);
                writer.Write(put.Table);
                writer.Write(put.Row.Id);
                ValueCodec.WriteRow(writer, put.Row.Values);
                break;
            case DeleteRow delete:
                writer.Write(Delete);
                writer.Write(delete.Table);
                writer.Write(delete.RowId);
                break;
            default:
                writer.Write(Other);
                writer.Write(JsonSerializer.Serialize(change));
                break;
        }
    }

    private static Change ReadChange(BinaryReader reader) => reader.ReadByte() switch
    {
        Put => new PutRow(reader.ReadInt32(), new Row(reader.ReadInt64(), ValueCodec.ReadRow(reader))),
        Delete => new DeleteRow(reader.ReadInt32(), reader.ReadInt64()),
        Other => JsonSerializer.Deserialize<Change>(reader.ReadString()) ?? throw new LogFormatException("An empty change."),
        var kind => throw new LogFormatException($"Unknown change {kind}."),
    };
}
