namespace ChatDr.SqlServer.Mirroring;

/// <summary>The group as a pass saw it.</summary>
public sealed record MirroringReport
{
    /// <summary>The member that serves; null while none does.</summary>
    public string? Principal { get; init; }

    /// <summary>The other partner, when it belongs to the group.</summary>
    public string? Mirror { get; init; }

    /// <summary>The databases that are wanted.</summary>
    public IReadOnlyList<MirroredDatabase> Databases { get; init; } = [];

    /// <summary>Whether the principal has the witness connected; null without witness or principal.</summary>
    public bool? WitnessConnected { get; init; }

    /// <summary>Whether the fence stands: all partners were seen and none is principal.</summary>
    public bool Fenced { get; init; }

    /// <summary>Whether all wanted databases serve on the principal.</summary>
    public bool Serving { get; init; }

    /// <summary>Whether all wanted databases are synchronized.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Why the driver cannot do what is needed: the gate, what it saw, what would satisfy it. Null when nothing is in its way.</summary>
    public string? Blocked { get; init; }
}
