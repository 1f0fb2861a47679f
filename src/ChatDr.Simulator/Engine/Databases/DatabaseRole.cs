namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The part of a copy in an availability group.</summary>
internal enum DatabaseRole
{
    /// <summary>In no group.</summary>
    Standalone,

    /// <summary>The group's local role is not known yet.</summary>
    Resolving,

    /// <summary>Serves, and sends its log.</summary>
    Primary,

    /// <summary>Receives log.</summary>
    Secondary,
}
