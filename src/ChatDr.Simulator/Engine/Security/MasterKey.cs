namespace ChatDr.Simulator.Engine.Security;

/// <summary>The database master key of master. It protects nothing here but the rules: what it would encrypt lies in the instance's own file.</summary>
internal sealed record MasterKey
{
    /// <summary>The <see cref="Security.PasswordHash"/> of each password that opens it.</summary>
    public IReadOnlyList<byte[]> Passwords { get; init; } = [];

    /// <summary>Whether the service master key opens it, so that no session need open it: is_master_key_encrypted_by_server.</summary>
    public bool IsEncryptedByServer { get; init; } = true;

    /// <summary>sys.symmetric_keys.key_guid.</summary>
    public required Guid KeyGuid { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>When it was changed last, UTC.</summary>
    public required DateTime Modified { get; init; }
}
