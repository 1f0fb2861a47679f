namespace ChatDr.Simulator.Tds;

/// <summary>A whole message from a client, its packets joined.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Status">The status bits of its first packet, which carry the reset flags.</param>
/// <param name="Payload">Without packet headers.</param>
internal sealed record TdsMessage(PacketType Type, PacketStatus Status, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether the client took it back in its last packet (MS-TDS 2.2.1.7).</summary>
    public bool IsIgnored { get; init; }
}
