namespace ChatDr.Api.V1Alpha1;

/// <summary>What a database holds.</summary>
public enum DatabaseRole
{
    /// <summary>Rooms and messages: mirrored, shipped, failed over.</summary>
    Chat,

    /// <summary>Transient compliance events: mirrored at the home site, never shipped, never failed over to the other.</summary>
    Compliance,
}
