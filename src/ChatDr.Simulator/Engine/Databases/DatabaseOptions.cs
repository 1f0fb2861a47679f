namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The options of ALTER DATABASE … SET that belong to the database: they are logged, so its backups and its other copies have them, too.</summary>
internal sealed record DatabaseOptions
{
    /// <summary>The compatibility level of SQL Server 2022.</summary>
    public const byte NewestCompatibilityLevel = 160;

    /// <summary>SINGLE_USER, RESTRICTED_USER, MULTI_USER.</summary>
    public UserAccess UserAccess { get; init; }

    /// <summary>READ_ONLY.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>AUTO_CLOSE; nothing closes here.</summary>
    public bool IsAutoClose { get; init; }

    /// <summary>AUTO_SHRINK; nothing shrinks here.</summary>
    public bool IsAutoShrink { get; init; }

    /// <summary>PAGE_VERIFY.</summary>
    public PageVerify PageVerify { get; init; } = PageVerify.Checksum;

    /// <summary>COMPATIBILITY_LEVEL; the language is the same at each.</summary>
    public byte CompatibilityLevel { get; init; } = NewestCompatibilityLevel;

    /// <summary>TARGET_RECOVERY_TIME in seconds; kept as it is said.</summary>
    public int TargetRecoveryTime { get; init; } = 60;
}
