namespace ChatDr.SqlServer.Mirroring;

/// <summary>The availability group as one member has it.</summary>
public sealed record GroupMembership
{
    /// <summary>The member's role.</summary>
    public required GroupRole Role { get; init; }

    /// <summary>The configuration sequence number that it has stored.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>Whether it is connected to the primary; null when it does not say.</summary>
    public bool? Connected { get; init; }

    /// <summary>The replicas that the configuration names.</summary>
    public IReadOnlyList<ReplicaView> Replicas { get; init; } = [];

    /// <summary>The databases of the group on each replica.</summary>
    public IReadOnlyList<DatabaseMovement> Movements { get; init; } = [];
}
