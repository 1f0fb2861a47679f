using System.Buffers.Binary;
using System.Text;

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>LOGIN7 (MS-TDS 2.2.6.4).</summary>
internal sealed record Login7
{
    private const int FixedLength = 94;
    private const byte IntegratedSecurityFlag = 0x80, ReadOnlyIntentFlag = 0x20, ExtensionFlag = 0x10;
    private const byte FederatedAuthentication = 0x02, FeatureTerminator = 0xFF;

    /// <summary>TDS 7.3 revision A, the oldest that knows date, time and datetime2.</summary>
    public const uint OldestVersion = 0x730A0003;

    /// <summary>TDS 7.4.</summary>
    public const uint NewestVersion = 0x74000004;

    public required uint TdsVersion { get; init; }

    /// <summary>Bytes asked for; 0 leaves it to the server.</summary>
    public required int PacketSize { get; init; }

    public required string HostName { get; init; }

    public required string UserName { get; init; }

    public required string Password { get; init; }

    public required string ApplicationName { get; init; }

    public required string Database { get; init; }

    public required bool IsIntegratedSecurity { get; init; }

    public required bool IsReadOnlyIntent { get; init; }

    /// <summary>Whether the client wants to authenticate with a token.</summary>
    public required bool IsFederated { get; init; }

    /// <exception cref="TdsProtocolException">It is malformed.</exception>
    public static Login7 Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FixedLength)
        {
            throw new TdsProtocolException($"A LOGIN7 message has {payload.Length} bytes; at least {FixedLength} are needed.");
        }

        return new Login7
        {
            TdsVersion = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]),
            PacketSize = BinaryPrimitives.ReadInt32LittleEndian(payload[8..]),
            IsIntegratedSecurity = (payload[25] & IntegratedSecurityFlag) != 0,
            IsReadOnlyIntent = (payload[26] & ReadOnlyIntentFlag) != 0,
            IsFederated = (payload[27] & ExtensionFlag) != 0 && AsksForFederation(Field(payload, 56, bytesPerUnit: 1), payload),
            HostName = Encoding.Unicode.GetString(Field(payload, 36)),
            UserName = Encoding.Unicode.GetString(Field(payload, 40)),
            Password = Reveal(Field(payload, 44)),
            ApplicationName = Encoding.Unicode.GetString(Field(payload, 48)),
            Database = Encoding.Unicode.GetString(Field(payload, 68)),
        };
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> payload, int position, int bytesPerUnit = 2)
    {
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(payload[position..]);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(payload[(position + 2)..]) * bytesPerUnit;
        return length == 0 ? default
            : offset + length <= payload.Length ? payload.Slice(offset, length)
            : throw new TdsProtocolException($"The LOGIN7 field at {position} lies outside of the message.");
    }

    private static string Reveal(ReadOnlySpan<byte> obfuscated)
    {
        var clear = new byte[obfuscated.Length];
        for (var i = 0; i < clear.Length; i++)
        {
            var swapped = obfuscated[i] ^ 0xA5;
            clear[i] = (byte)((swapped << 4) | (swapped >> 4));
        }

        return Encoding.Unicode.GetString(clear);
    }

    private static bool AsksForFederation(ReadOnlySpan<byte> extension, ReadOnlySpan<byte> payload)
    {
        var offset = new PayloadReader(extension).UInt32();
        if (offset >= payload.Length)
        {
            throw new TdsProtocolException("The feature extensions of LOGIN7 lie outside of the message.");
        }

        var features = new PayloadReader(payload[(int)offset..]);
        var federated = false;
        for (var feature = features.Byte(); feature != FeatureTerminator; feature = features.Byte())
        {
            federated |= feature == FederatedAuthentication;
            features.Bytes(features.Int32());
        }

        return federated;
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append(UserName).Append(" on ").Append(HostName).Append(" with ").Append(ApplicationName);
        return true;
    }
}
