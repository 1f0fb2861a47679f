using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What a partner keeps of a mirroring session, durably, beside its copy of the database.</summary>
internal sealed record MirroringSession
{
    /// <summary>mirroring_guid; null on a future mirror that waits for its principal.</summary>
    public Guid? Id { get; init; }

    /// <summary>The local role. One partner is principal under the odd role sequence numbers, the other under the even ones.</summary>
    public required MirroringRole Role { get; init; }

    /// <summary>mirroring_partner_name: TCP://host:port.</summary>
    public required string PartnerAddress { get; init; }

    /// <summary>mirroring_partner_instance; empty until the partner has answered.</summary>
    public string PartnerInstance { get; init; } = "";

    /// <summary>mirroring_witness_name; null for none.</summary>
    public string? WitnessAddress { get; init; }

    /// <summary>mirroring_role_sequence: rises with each change of roles.</summary>
    public int RoleSequence { get; init; } = 1;

    /// <summary>
    /// The role sequence under which this mirror asked to become principal, noted before it asked: until that is settled it follows no principal of a lower
    /// one. 0 for none.
    /// </summary>
    public int Candidacy { get; init; }

    /// <summary>Rises with each change of the settings, so that a mirror knows old ones.</summary>
    public int SettingsSequence { get; init; } = 1;

    /// <summary>SAFETY FULL.</summary>
    public bool IsSafetyFull { get; init; } = true;

    /// <summary>mirroring_safety_sequence.</summary>
    public int SafetySequence { get; init; } = 1;

    /// <summary>Whether no log is to be sent.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>How often <see cref="IsSuspended"/> changed.</summary>
    public int SuspendedSequence { get; init; } = 1;

    /// <summary>Whether redo failed here, so that the session cannot be resumed (1462).</summary>
    public bool IsRedoFailed { get; init; }

    /// <summary>
    /// On the mirror: the principal of <see cref="RoleSequence"/> said that its commits wait for this copy, which has all that was committed before. Only it
    /// can take that back.
    /// </summary>
    public bool IsSynchronized { get; init; }

    /// <summary>mirroring_failover_lsn: where the log was when the roles were switched last.</summary>
    public Lsn FailoverLsn { get; init; }

    /// <summary>PARTNER TIMEOUT, in seconds.</summary>
    public int Timeout { get; init; } = DefaultTimeout;

    /// <summary>What PARTNER TIMEOUT is when nobody has set it.</summary>
    public const int DefaultTimeout = 10;

    /// <summary>How long the partner may be silent. SAFETY OFF does not heed PARTNER TIMEOUT (docs/sql-server-facts.md B3).</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(IsSafetyFull ? Timeout : DefaultTimeout);

    /// <summary>Whether this side may ask for a role sequence: each partner has its own parity.</summary>
    /// <param name="sequence">A role sequence.</param>
    public bool IsPrincipalUnder(int sequence) => (sequence - RoleSequence) % 2 == 0 == (Role == MirroringRole.Principal);
}
