using System.Buffers.Binary;

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>PRELOGIN, which opens a connection (MS-TDS 2.2.6.5). MARS is never granted.</summary>
/// <param name="Encryption">What the sender wants or grants.</param>
internal sealed record PreLogin(EncryptionOption Encryption)
{
    private const byte VersionOption = 0, EncryptionToken = 1, InstanceOption = 2, ThreadOption = 3, MarsOption = 4, Terminator = 0xFF;

    /// <summary>What a client's PRELOGIN asks for.</summary>
    public static PreLogin Parse(ReadOnlySpan<byte> payload)
    {
        var options = new PayloadReader(payload);
        var encryption = EncryptionOption.NotSupported;
        for (var option = options.Byte(); option != Terminator; option = options.Byte())
        {
            var (offset, length) = (options.UInt16BigEndian(), options.UInt16BigEndian());
            if (offset + length > payload.Length)
            {
                throw new TdsProtocolException($"PRELOGIN option {option} lies outside of the message.");
            }

            if (option == EncryptionToken && length > 0)
            {
                encryption = (EncryptionOption)(payload[offset] & 0x03);
            }
        }

        return new PreLogin(encryption);
    }

    /// <summary>
    /// What a server grants: as much as the client asks for, or encryption whatever it asks for (the table of MS-TDS 2.2.6.5). A client that cannot
    /// encrypt and gets <see cref="EncryptionOption.Required"/> is disconnected.
    /// </summary>
    public PreLogin Answer(bool forceEncryption) => new(Encryption switch
    {
        EncryptionOption.On or EncryptionOption.Required => EncryptionOption.On,
        _ when forceEncryption => EncryptionOption.Required,
        _ => Encryption,
    });

    /// <summary>The answer's bytes.</summary>
    public void Write(MessageWriter writer)
    {
        (byte Option, byte[] Value)[] options =
        [
            (VersionOption, ServerVersion.PreLoginBytes),
            (EncryptionToken, [(byte)Encryption]),
            (InstanceOption, [0]),
            (ThreadOption, []),
            (MarsOption, [0]),
        ];
        var offset = (options.Length * 5) + 1;
        Span<byte> bigEndian = stackalloc byte[4];
        foreach (var (option, value) in options)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bigEndian, (ushort)offset);
            BinaryPrimitives.WriteUInt16BigEndian(bigEndian[2..], (ushort)value.Length);
            writer.Byte(option);
            writer.Bytes(bigEndian);
            offset += value.Length;
        }

        writer.Byte(Terminator);
        foreach (var (_, value) in options)
        {
            writer.Bytes(value);
        }
    }
}
