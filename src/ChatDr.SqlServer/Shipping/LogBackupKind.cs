namespace ChatDr.SqlServer.Shipping;

/// <summary>What a log backup is for.</summary>
public enum LogBackupKind
{
    /// <summary>A scheduled log backup.</summary>
    Log,

    /// <summary>The tail of a source that gives its role away; part of the chain.</summary>
    Tail,

    /// <summary>The tail of a copy that is about to be overwritten; kept for people, never restored by shipping.</summary>
    Salvage,
}
