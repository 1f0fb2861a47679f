using System.Text.Json.Serialization;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Engine.Transport;

/// <summary>What goes over a connection between mirroring endpoints: each kind is dispatched to the room that it belongs to.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(PeerMessage), "ag")]
[JsonDerivedType(typeof(MirroringMessage), "dbm")]
internal abstract record EndpointMessage
{
    /// <summary>An image or framed log records; sent as it is, after the rest.</summary>
    [JsonIgnore]
    public byte[] Body { get; init; } = [];
}
