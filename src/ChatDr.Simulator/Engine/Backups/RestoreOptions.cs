namespace ChatDr.Simulator.Engine.Backups;

/// <summary>The options of RESTORE.</summary>
internal sealed record RestoreOptions
{
    /// <summary>NORECOVERY.</summary>
    public bool NoRecovery { get; init; }

    /// <summary>REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>MOVE: logical name to physical name.</summary>
    public IReadOnlyDictionary<string, string> Moves { get; init; } = new Dictionary<string, string>();

    /// <summary>CHECKSUM: refused on a set that has none (3187).</summary>
    public bool Checksum { get; init; }

    /// <summary>RESTART: go on with a restore that was interrupted.</summary>
    public bool Restart { get; init; }

    /// <summary>FILE: the position of the set; null for the first.</summary>
    public int? Position { get; init; }

    /// <summary>The login that asks.</summary>
    public string UserName { get; init; } = "sa";
}
