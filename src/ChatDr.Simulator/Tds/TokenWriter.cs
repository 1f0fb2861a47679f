using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Messages;
using ChatDr.Simulator.Tds.Types;

namespace ChatDr.Simulator.Tds;

/// <summary>Writes the tokens of an answer (MS-TDS 2.2.7).</summary>
internal sealed class TokenWriter(MessageWriter writer, string serverName)
{
    private const byte ReturnStatusToken = 0x79, ColumnMetadataToken = 0x81, ErrorToken = 0xAA, InfoToken = 0xAB, ReturnValueToken = 0xAC,
        LoginAckToken = 0xAD, RowToken = 0xD1, EnvironmentChangeToken = 0xE3;

    private const byte DatabaseChange = 1, LanguageChange = 2, PacketSizeChange = 4, CollationChange = 7, ResetAcknowledged = 18;
    private const ushort NullableFlag = 0x0001, UpdatabilityUnknown = 0x0008;
    private const int HighestInfoSeverity = 10;
    private const int LongestMessage = 4000;

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        writer.Byte(ColumnMetadataToken);
        writer.UInt16(columns.Count);
        foreach (var column in columns)
        {
            ValueHeader(column.Type, column.Nullable);
            writer.ShortText(column.Name);
        }
    }

    public void Row(IReadOnlyList<ResultColumn> columns, IReadOnlyList<object?> values)
    {
        writer.Byte(RowToken);
        for (var i = 0; i < columns.Count; i++)
        {
            ValueWriter.Write(writer, columns[i].Type, values[i]);
        }
    }

    public void Done(DoneKind kind, DoneStatus status, long rowCount)
    {
        const ushort select = 0xC1;
        writer.Byte((byte)kind);
        writer.UInt16((int)status);
        writer.UInt16(status.HasFlag(DoneStatus.Count) ? select : 0);
        writer.Int64(rowCount);
    }

    /// <summary>ERROR or, up to severity 10, INFO.</summary>
    public void Message(SqlError message)
    {
        writer.Byte(message.Severity > HighestInfoSeverity ? ErrorToken : InfoToken);
        var length = writer.BeginLength16();
        writer.Int32(message.Number);
        writer.Byte(message.State);
        writer.Byte(message.Severity);
        var text = message.Message.AsSpan(0, Math.Min(message.Message.Length, LongestMessage));
        writer.UInt16(text.Length);
        writer.Text(text);
        writer.ShortText(serverName);
        writer.ShortText("");
        writer.Int32(Math.Max(1, message.Line));
        writer.EndLength16(length);
    }

    public void ReturnStatus(int status)
    {
        writer.Byte(ReturnStatusToken);
        writer.Int32(status);
    }

    public void ReturnValue(int ordinal, RpcParameter parameter)
    {
        writer.Byte(ReturnValueToken);
        writer.UInt16(ordinal);
        writer.ShortText(parameter.Name);
        writer.Byte(0x01);
        ValueHeader(parameter.Type, isNullable: true);
        ValueWriter.Write(writer, parameter.Type, parameter.Value);
    }

    public void LoginAcknowledged(uint tdsVersion)
    {
        const byte transactSql = 1;
        writer.Byte(LoginAckToken);
        var length = writer.BeginLength16();
        writer.Byte(transactSql);
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            writer.Byte((byte)(tdsVersion >> shift));
        }

        writer.ShortText("Microsoft SQL Server");
        writer.Bytes(ServerVersion.LoginBytes);
        writer.EndLength16(length);
    }

    public void DatabaseChanged(string from, string to) => TextChange(DatabaseChange, to, from);

    public void LanguageChanged() => TextChange(LanguageChange, "us_english", "");

    public void PacketSizeChanged(string from, string to) => TextChange(PacketSizeChange, to, from);

    public void CollationChanged() => BinaryChange(CollationChange, Collation.Bytes, []);

    public void ResetDone() => BinaryChange(ResetAcknowledged, [], []);

    public void TransactionChanged(TransactionChange change, long descriptor)
    {
        var bytes = BitConverter.GetBytes(descriptor);
        var isBegin = change == TransactionChange.Begun;
        BinaryChange((byte)change, isBegin ? bytes : [], isBegin ? [] : bytes);
    }

    private void ValueHeader(SqlType type, bool isNullable)
    {
        writer.UInt32(0);
        writer.UInt16(UpdatabilityUnknown | (isNullable ? NullableFlag : 0));
        TypeWriter.Write(writer, type);
    }

    private void TextChange(byte kind, string to, string from)
    {
        writer.Byte(EnvironmentChangeToken);
        var length = writer.BeginLength16();
        writer.Byte(kind);
        writer.ShortText(to);
        writer.ShortText(from);
        writer.EndLength16(length);
    }

    private void BinaryChange(byte kind, ReadOnlySpan<byte> to, ReadOnlySpan<byte> from)
    {
        writer.Byte(EnvironmentChangeToken);
        var length = writer.BeginLength16();
        writer.Byte(kind);
        writer.Byte((byte)to.Length);
        writer.Bytes(to);
        writer.Byte((byte)from.Length);
        writer.Bytes(from);
        writer.EndLength16(length);
    }
}
