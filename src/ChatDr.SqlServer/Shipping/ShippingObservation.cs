namespace ChatDr.SqlServer.Shipping;

/// <summary>Both ends of the shipping at one moment.</summary>
public sealed record ShippingObservation
{
    /// <summary>The source's copy; null when there is no source or it cannot be reached.</summary>
    public ShippedCopy? Source { get; init; }

    /// <summary>The target's copy; null when it cannot be reached.</summary>
    public ShippedCopy? Target { get; init; }

    /// <summary>Whether a partner is primary in <see cref="ShippingGoal.SalvageFrom"/>.</summary>
    public bool FencedGroupIsLed { get; init; }

    /// <summary>The names of all log backups on the share, by LSN and time.</summary>
    public IReadOnlyList<LogBackupName> Names { get; init; } = [];

    /// <summary>The files around the target's position, with their headers.</summary>
    public IReadOnlyList<LogBackupFile> Files { get; init; } = [];

    /// <summary>Files that could not be read, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unreadable { get; init; } = new Dictionary<string, string>();
}
