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

    /// <summary>The branches of the copy's log.</summary>
    public IReadOnlyList<Branch> Branches { get; init; } = [];
}
