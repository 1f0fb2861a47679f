using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>A request between the instances of a mirroring session, or its answer.</summary>
internal sealed record MirroringMessage : EndpointMessage
{
    /// <summary>What it asks for.</summary>
    public required MirroringRequest Kind { get; init; }

    /// <summary>The sender's server name.</summary>
    public required string Sender { get; init; }

    /// <summary>mirroring_guid.</summary>
    public Guid Session { get; init; }

    /// <summary>The database's name.</summary>
    public string Database { get; init; } = "";

    /// <summary>The sender's role, role sequence and candidacy.</summary>
    public Standing Standing { get; init; }

    /// <summary>The role sequence that it offers or asks for; 0 for none.</summary>
    public int Sequence { get; init; }

    /// <summary>The principal's session, for its settings.</summary>
    public MirroringSession? Settings { get; init; }

    /// <summary>How new the settings are that the sender keeps.</summary>
    public int SettingsSequence { get; init; }

    /// <summary>The witness's record.</summary>
    public WitnessRecord? Record { get; init; }

    /// <summary>Witness's answer: it is connected to the other partner.</summary>
    public bool SeesOther { get; init; }

    /// <summary>FORCE_SERVICE_ALLOW_DATA_LOSS.</summary>
    public bool Forced { get; init; }

    /// <summary>An address to try.</summary>
    public string Address { get; init; } = "";

    /// <summary>family_guid.</summary>
    public Guid Family { get; init; }

    /// <summary>Where the copy's log ends, or has to be cut, or is hardened.</summary>
    public Lsn Lsn { get; init; }

    /// <summary>Where the kept part of the copy's log begins.</summary>
    public Lsn LogStart { get; init; }

    /// <summary>The branches of the copy's log.</summary>
    public IReadOnlyList<Branch> Branches { get; init; } = [];

    /// <summary>SERVERPROPERTY('Edition') of the sender.</summary>
    public string Edition { get; init; } = "";

    /// <summary>The state of the session as the sender sees it.</summary>
    public MirroringState State { get; init; }

    /// <summary>Answer: done.</summary>
    public bool Ok { get; init; }

    /// <summary>Answer: the number of the error that the statement has to raise; 0 for none.</summary>
    public int Error { get; init; }

    /// <summary>Answer: why not.</summary>
    public string Reason { get; init; } = "";
}
