using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>A request between replicas, or its answer.</summary>
internal sealed record PeerMessage : EndpointMessage
{
    /// <summary>What it asks for.</summary>
    public required PeerRequest Kind { get; init; }

    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>The replica that asks, where that matters.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Attach: which start of the sender's endpoint this is.</summary>
    public Guid Incarnation { get; init; }

    /// <summary>The sender's epoch, or the epoch asked to be promised.</summary>
    public long Epoch { get; init; }

    /// <summary>The sender's configuration.</summary>
    public GroupConfiguration? Configuration { get; init; }

    /// <summary>The database it is about.</summary>
    public string Database { get; init; } = "";

    /// <summary>Answer: done.</summary>
    public bool Ok { get; init; }

    /// <summary>Answer: why not.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Answer: the error that refuses; 0 for none of its own.</summary>
    public int Number { get; init; }

    /// <summary>Answer: the copy is there and in the group.</summary>
    public bool HasCopy { get; init; }

    /// <summary>Answer: a database of that name is there, but not in the group.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Answer: the copy may be created (GRANT CREATE ANY DATABASE).</summary>
    public bool CanCreate { get; init; }

    /// <summary>Answer: data movement is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The end of the copy's log, or where to cut it.</summary>
    public Lsn Lsn { get; init; }

    /// <summary>Cut back: up to where log has to come again before the copy is consistent with what it was.</summary>
    public Lsn Until { get; init; }

    /// <summary>Answer: the last commit that the copy has redone.</summary>
    public Lsn LastCommitLsn { get; init; }

    /// <summary>Answer: when that was, UTC.</summary>
    public DateTime? LastCommitTime { get; init; }

    /// <summary>Seed: where in the seed this piece begins, in bytes.</summary>
    public long Offset { get; init; }

    /// <summary>Seed: how long the seed is, in bytes: the image, and the log up to it that the next log backup needs.</summary>
    public long Total { get; init; }

    /// <summary>Seed: how long the image is, in bytes.</summary>
    public long ImageLength { get; init; }

    /// <summary>The branches of the copy's log.</summary>
    public IReadOnlyList<Branch> Branches { get; init; } = [];
}
