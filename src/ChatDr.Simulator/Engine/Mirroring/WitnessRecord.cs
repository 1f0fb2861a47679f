namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What a witness keeps of a session, durably (sys.database_mirroring_witnesses).</summary>
internal sealed record WitnessRecord
{
    /// <summary>mirroring_guid.</summary>
    public required Guid Id { get; init; }

    /// <summary>database_name.</summary>
    public required string Database { get; init; }

    /// <summary>family_guid.</summary>
    public Guid FamilyGuid { get; init; }

    /// <summary>principal_server_name.</summary>
    public required string Principal { get; init; }

    /// <summary>mirror_server_name.</summary>
    public required string Mirror { get; init; }

    /// <summary>role_sequence_number.</summary>
    public required int RoleSequence { get; init; }

    /// <summary>partner_sync_state: whether an automatic failover loses nothing.</summary>
    public bool IsSynchronized { get; init; }

    /// <summary>safety_level.</summary>
    public bool IsSafetyFull { get; init; } = true;

    /// <summary>safety_sequence_number.</summary>
    public int SafetySequence { get; init; } = 1;

    /// <summary>is_suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>is_suspended_sequence_number.</summary>
    public int SuspendedSequence { get; init; } = 1;

    /// <summary>PARTNER TIMEOUT, in seconds: how long a partner may be silent.</summary>
    public int Timeout { get; init; } = MirroringSession.DefaultTimeout;

    /// <summary>
    /// The record after a principal's note; null if it is not the principal that counts: another has a later role sequence, or this very one.
    /// </summary>
    /// <param name="note">The record as the principal has it.</param>
    public WitnessRecord? TryNote(WitnessRecord note) =>
        note.RoleSequence > RoleSequence || (note.RoleSequence == RoleSequence && Same(note.Principal, Principal)) ? note : null;

    /// <summary>
    /// The record after the mirror became principal under the next role sequence; null if it may not. It may if this witness has lost the principal, and the
    /// partners were synchronised under the role sequence that the mirror knows, or a person forces service.
    /// </summary>
    /// <param name="candidate">Who asks.</param>
    /// <param name="sequence">The role sequence that it asks for.</param>
    /// <param name="forced">FORCE_SERVICE_ALLOW_DATA_LOSS.</param>
    /// <param name="seesPrincipal">Whether this witness is connected to the principal.</param>
    public WitnessRecord? TryGrant(string candidate, int sequence, bool forced, bool seesPrincipal)
    {
        if (sequence == RoleSequence && Same(candidate, Principal))
        {
            return this;
        }

        var isNext = forced ? sequence > RoleSequence : sequence == RoleSequence + 1;
        return !isNext || seesPrincipal || !Same(candidate, Mirror) || (!forced && !IsSynchronized)
            ? null
            : this with { Principal = candidate, Mirror = Principal, RoleSequence = sequence, IsSynchronized = false, IsSuspended = forced };
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
